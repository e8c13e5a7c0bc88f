"""Loading of the rules that stand beside a module."""

from __future__ import annotations

from pathlib import Path

from kivy.lang import Builder


def load_rules(source: str) -> None:
    """Load the .kv file beside this .py file, once."""
    file = str(Path(source).with_suffix(".kv"))
    if file not in Builder.files:
        Builder.load_file(file)
