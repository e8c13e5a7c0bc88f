"""gettext catalogues read as they are, without a compile step."""

from __future__ import annotations

import datetime
import functools
import unicodedata
import zoneinfo
from importlib import resources

from babel.messages.pofile import read_po

from kiosk.flows.views import Text

LANGUAGES = ("vi", "en")
CONGRESS_ZONE = "Asia/Ho_Chi_Minh"
_CLOCK = {"vi": "{0.hour}h{0.minute:02}'", "en": "{0.hour}:{0.minute:02}"}


class Words:
    """One language of the kiosk."""

    def __init__(self, language: str, timezone: str = CONGRESS_ZONE) -> None:
        self.language = language
        self.timezone = timezone
        self._sentences = sentences(language)

    def say(self, text: Text) -> str:
        """The sentence in composed letters; KeyError for an id that is in no catalogue."""
        params = {name: self._shown(name, value) for name, value in text.params.items()}
        return unicodedata.normalize("NFC", self._sentences[text.id].format_map(params))

    def label(self, name: str) -> str:
        """The words of a button or another fixed part of the screens."""
        return self.say(Text(f"screen.{name}"))

    def clock(self, wall_ms: int) -> str:
        """A Unix time as people of the hall say it."""
        return _CLOCK[self.language].format(local_time(wall_ms, self.timezone))

    def birth(self, born: str) -> str:
        """A date of birth as lists print it; anything that is no date stays as it is."""
        try:
            return datetime.date.fromisoformat(born).strftime("%d/%m/%Y")
        except ValueError:
            return born

    def _shown(self, name: str, value: str | int) -> str:
        return self.clock(value) if name == "time_ms" and isinstance(value, int) else str(value)


def local_time(wall_ms: int, timezone: str) -> datetime.datetime:
    """A Unix time in the congress' zone; in UTC where this machine does not know the zone."""
    try:
        zone: datetime.tzinfo = zoneinfo.ZoneInfo(timezone)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError):
        zone = datetime.UTC
    return datetime.datetime.fromtimestamp(wall_ms / 1000, zone)


@functools.cache
def sentences(language: str) -> dict[str, str]:
    """Every id of the language with its sentence."""
    source = resources.files("kiosk.words") / f"{language}.po"
    with source.open("rb") as file:
        catalogue = read_po(file)
    return {str(entry.id): str(entry.string) for entry in catalogue if entry.id}
