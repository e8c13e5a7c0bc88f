"""What the camera's process tells the kiosk, as bytes over a pipe. PURE."""

from __future__ import annotations

import struct

import msgspec

from hub.contract.fleet import DeviceState

LARGEST = 4 * 1024 * 1024
_HEAD = struct.Struct(">I")


class Order(msgspec.Struct, frozen=True):
    """What the process is started for."""

    path: str
    width_px: int
    height_px: int
    rate_fps: int
    pixels: str


class Opened(msgspec.Struct, frozen=True, tag=True):
    """The camera gives pictures that move."""


class Alive(msgspec.Struct, frozen=True, tag=True):
    """The camera still answers."""


class Read(msgspec.Struct, frozen=True, tag=True):
    """A code was read; text None: something that is no text of ours."""

    text: str | None
    at_ns: int


class Preview(msgspec.Struct, frozen=True, tag=True):
    """A small picture for the screen: rows from the top, three bytes a pixel, red first."""

    width: int
    height: int
    pixels: bytes


class Gone(msgspec.Struct, frozen=True, tag=True):
    """The last message: why there are no more pictures."""

    state: DeviceState
    reason: str


Message = Opened | Alive | Read | Preview | Gone
_encoder = msgspec.msgpack.Encoder()
_decoder: msgspec.msgpack.Decoder[Message] = msgspec.msgpack.Decoder(Message)


class BadMessage(ValueError):
    """The bytes are no message of ours; nothing after them can be understood."""


def pack(message: Message) -> bytes:
    """A message with its length before it."""
    body = _encoder.encode(message)
    return _HEAD.pack(len(body)) + body


class Unpacker:
    """Bytes in any chunks to messages."""

    def __init__(self) -> None:
        self._bytes = bytearray()

    def feed(self, data: bytes) -> list[Message]:
        """The messages that these bytes complete; BadMessage at the first that is none."""
        self._bytes += data
        found: list[Message] = []
        while len(self._bytes) >= _HEAD.size:
            (length,) = _HEAD.unpack_from(self._bytes)
            if length > LARGEST:
                raise BadMessage(f"{length} bytes")
            end = _HEAD.size + length
            if len(self._bytes) < end:
                break
            try:
                found.append(_decoder.decode(bytes(self._bytes[_HEAD.size : end])))
            except msgspec.MsgspecError as wrong:
                raise BadMessage(str(wrong)) from wrong
            del self._bytes[:end]
        return found
