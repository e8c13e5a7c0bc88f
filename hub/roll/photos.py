"""Photos that come with a roll: looked at by opening them, made small, kept by their content."""

from __future__ import annotations

import hashlib
import io
import warnings
from pathlib import Path

from PIL import Image, ImageOps

MAX_BYTES = 20 * 1024 * 1024
MAX_PIXELS = 50_000_000
KEPT_SIZE = (600, 800)


class PhotoMissing(Exception):
    """The folder holds no file of that name."""


class PhotoBroken(Exception):
    """The file is not a JPEG or PNG picture that can be opened."""


def find_photo(folder: Path, name: str) -> Path:
    """The file of that name in the folder, whatever its capitals; PhotoMissing if none."""
    if Path(name).name != name or name in {".", ".."}:
        raise PhotoMissing(name)
    if folder.is_dir():
        for path in folder.iterdir():
            if path.name.casefold() == name.casefold() and path.is_file() and not path.is_symlink():
                return path
    raise PhotoMissing(name)


def keep_photo(source: Path, photos_dir: Path) -> str:
    """Put a small copy into the hub's folder and give its name; PhotoBroken if it is no picture.

    The copy is made anew from the pixels: nothing else of the file (place, device) is kept.
    """
    try:
        if source.stat().st_size > MAX_BYTES:
            raise PhotoBroken(source.name)
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(source, formats=("JPEG", "PNG")) as opened:
                if opened.width * opened.height > MAX_PIXELS:
                    raise PhotoBroken(source.name)
                upright = ImageOps.exif_transpose(opened)
                flat = _on_white(upright)
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError, Warning) as wrong:
        raise PhotoBroken(source.name) from wrong
    flat.thumbnail(KEPT_SIZE)
    buffer = io.BytesIO()
    flat.save(buffer, "JPEG", quality=85)
    name = hashlib.sha256(buffer.getvalue()).hexdigest()[:32] + ".jpg"
    photos_dir.mkdir(parents=True, exist_ok=True)
    target = photos_dir / name
    if not target.exists():
        part = target.with_suffix(".part")
        part.write_bytes(buffer.getvalue())
        part.replace(target)
    return name


def _on_white(picture: Image.Image) -> Image.Image:
    if picture.mode in {"RGBA", "LA", "P", "PA"}:
        colours = picture.convert("RGBA")
        white = Image.new("RGBA", colours.size, "white")
        return Image.alpha_composite(white, colours).convert("RGB")
    return picture.convert("RGB")
