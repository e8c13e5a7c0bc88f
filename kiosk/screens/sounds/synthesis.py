"""The sounds as notes; `python -m kiosk.screens.sounds.synthesis` writes the wav files anew."""

from __future__ import annotations

import io
import math
import struct
import wave
from dataclasses import dataclass
from pathlib import Path

from kiosk.flows.effects import Sound

RATE = 22_050
ATTACK_S = 0.008
LOUDNESS = 0.5


@dataclass(frozen=True)
class Note:
    """A pitch for a while; 0 Hz is silence."""

    hertz: float
    seconds: float


TUNES: dict[Sound, tuple[Note, ...]] = {
    Sound.ACCEPTED: (Note(784, 0.11), Note(1175, 0.22)),
    Sound.ATTENTION: (Note(740, 0.13), Note(0, 0.07), Note(740, 0.13)),
    Sound.REFUSED: (Note(330, 0.18), Note(220, 0.34)),
    Sound.UNREADABLE: (Note(494, 0.07), Note(0, 0.06)) * 3,
    Sound.REMINDER: (Note(523, 0.16), Note(659, 0.16), Note(523, 0.3)),
}


def wav(tune: tuple[Note, ...]) -> bytes:
    """The tune as a 16-bit mono file: soft, without a click, audible from its first 10 ms."""
    samples = [sample for note in tune for sample in _note(note)]
    data = io.BytesIO()
    with wave.open(data, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(struct.pack(f"<{len(samples)}h", *samples))
    return data.getvalue()


def _note(note: Note) -> list[int]:
    count = int(note.seconds * RATE)
    attack = int(ATTACK_S * RATE)
    shaped = []
    for at in range(count):
        swell = min(1.0, at / attack, (count - at) / (attack * 4))
        angle = 2 * math.pi * note.hertz * at / RATE
        tone = math.sin(angle) + 0.25 * math.sin(2 * angle)
        shaped.append(round(32_767 * LOUDNESS * swell * tone / 1.25))
    return shaped


def main() -> None:
    """Write every tune beside this file."""
    for sound, tune in TUNES.items():
        Path(__file__).with_name(f"{sound}.wav").write_bytes(wav(tune))


if __name__ == "__main__":
    main()
