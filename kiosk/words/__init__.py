"""The sentences of the kiosk in the languages of the delegates; the only place they stand in."""

from kiosk.words.catalogue import LANGUAGES, Words

__all__ = ["LANGUAGES", "Words"]
