"""The sentences of daihoi-firmware in both languages; the only place they stand in."""

from firmware_config.words.catalogue import LANGUAGES, Words

__all__ = ["LANGUAGES", "Words"]
