"""How long the kiosk takes to its first screen, beside a bare Kivy window, and its memory.

Run: python tests/benchmarks/kiosk_start.py [pairs]. Both are started in turn, each in a process
of its own, 1080x1920, without a display; a start ends when its first frame has been drawn.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any
from unittest.mock import patch


def run_bare(_home: Path) -> None:
    """Child: a window with one word in it."""
    from kivy.config import Config

    for key, value in (("width", "1080"), ("height", "1920"), ("maxfps", "30")):
        Config.set("graphics", key, value)
    from kivy.app import App
    from kivy.uix.label import Label

    class Bare(App):  # type: ignore[misc]
        def build(self) -> Any:
            return Label(text="daihoi")

    app = Bare()
    app.bind(on_start=report_first_frame)
    app.run()


def run_kiosk(home: Path) -> None:
    """Child: the kiosk as the command starts it."""
    from kiosk import app
    from kiosk.screens.engine import prepare
    from kiosk.settings import KioskSettings

    def prepare_and_watch(*args: Any, **kwargs: Any) -> None:
        prepare(*args, **kwargs)
        from kiosk.screens.window import KioskApp

        build = KioskApp.build

        def built(kiosk_app: Any) -> Any:
            kiosk_app.bind(on_start=report_first_frame)
            return build(kiosk_app)

        patch.object(KioskApp, "build", built).start()

    settings = KioskSettings(
        home / "kiosk", readers=("fake",), interfaces=("127.0.0.1",), windowed=True
    )
    with patch.object(app, "prepare", prepare_and_watch):
        app.run(settings)


def report_first_frame(app: Any) -> None:
    """Print when the next frame was on the screen, and the memory once all is built; then end."""
    from kivy.clock import Clock
    from kivy.core.window import Window

    def flipped(*_: Any) -> None:
        Window.unbind(on_flip=flipped)
        drawn_s = time.time()
        Clock.schedule_once(lambda _: told(drawn_s), 2)

    def told(drawn_s: float) -> None:
        resident = Path("/proc/self/status").read_text().split("VmRSS:")[1].split()[0]
        print(json.dumps({"drawn_s": drawn_s, "rss_mb": int(resident) // 1024}), flush=True)
        app.stop()

    Window.bind(on_flip=flipped)


def start(kind: str, home: Path) -> tuple[float, int]:
    """Seconds to the first frame, and resident megabytes a little later."""
    quiet = {"KIVY_NO_ARGS": "1", "KIVY_NO_CONFIG": "1", "KIVY_NO_FILELOG": "1"}
    display = {"SDL_VIDEODRIVER": "offscreen", "SDL_AUDIODRIVER": "dummy"}
    environment = {**os.environ, **quiet, **display, "KIVY_CLIPBOARD": "dummy"}
    began = time.time()
    done = subprocess.run(
        [sys.executable, __file__, kind, str(home)],
        capture_output=True,
        text=True,
        env=environment,
        timeout=120,
        check=False,
    )
    if not done.stdout.strip():
        raise SystemExit(done.stderr[-2000:])
    line = json.loads(done.stdout.strip().splitlines()[-1])
    return line["drawn_s"] - began, line["rss_mb"]


def compare(pairs: int) -> None:
    """Print the medians."""
    bare, kiosk = [], []
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        (home / "kiosk").mkdir()
        start("bare", home)  # so that both find a warm cache
        start("kiosk", home)
        for _ in range(pairs):
            bare.append(start("bare", home))
            kiosk.append(start("kiosk", home))
    ratios = [ours[0] / theirs[0] for ours, theirs in zip(kiosk, bare, strict=True)]
    print(f"bare window   {statistics.median(s for s, _ in bare):.2f} s")
    print(f"kiosk         {statistics.median(s for s, _ in kiosk):.2f} s")
    print(f"ratio         {statistics.median(ratios):.2f} (target 2.5), {pairs} pairs")
    print(f"memory        {max(mb for _, mb in kiosk)} MB (target 250)")


if __name__ == "__main__":
    if sys.argv[1:2] == ["bare"]:
        run_bare(Path(sys.argv[2]))
    elif sys.argv[1:2] == ["kiosk"]:
        run_kiosk(Path(sys.argv[2]))
    else:
        compare(int(sys.argv[1]) if len(sys.argv) > 1 else 7)
