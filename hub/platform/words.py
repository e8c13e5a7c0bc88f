"""The words for people: gettext catalogues, Vietnamese unless somebody chose English.

The text in a template or module is the English sentence, marked `_('…')`; its Vietnamese stands
in `hub/words/vi/LC_MESSAGES/<slice>.po`. Every .po of a language is read at start and merged in
memory, so there is no build step and no .mo file: a slice adds words by adding to its own .po.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from functools import cache
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations
from flask import Flask, g, request, session
from flask_babel import Babel, Domain, get_locale

from hub.settings import HubSettings

LANGUAGES = {"vi": "Tiếng Việt", "en": "English"}
"""Each in its own words, as the switch shows them."""

CATALOGUES = Path(__file__).resolve().parent.parent / "words"
_TIMEZONE = "Asia/Ho_Chi_Minh"


@cache
def translations(language: str) -> Translations:
    """Every catalogue of a language, merged; empty where the language has none."""
    merged = Translations()
    for path in sorted((CATALOGUES / language / "LC_MESSAGES").glob("*.po")):
        compiled = io.BytesIO()
        with path.open("rb") as source:
            write_mo(compiled, read_po(source, locale=language))
        compiled.seek(0)
        catalogue = Translations(compiled)
        merged.merge(catalogue)
        merged.plural = catalogue.plural  # merge() leaves it behind
    return merged


def translator(language: str) -> Callable[[str], str]:
    """The `_` of a command line in that language."""
    return translations(language).ugettext


class _Domain(Domain):  # type: ignore[misc]  # Flask-Babel is untyped
    def get_translations(self) -> Translations:
        return translations(get_locale().language)


class _Babel(Babel):  # type: ignore[misc]
    @property
    def domain_instance(self) -> Domain:
        return _Domain()


def install(app: Flask, settings: HubSettings) -> None:
    """Give templates `_`, and pick the language: a person's choice, else the hub's."""

    def choose() -> str:
        chosen = session.get("language")
        return chosen if chosen in LANGUAGES else settings.language

    _Babel(
        app,
        default_locale=settings.language,
        default_timezone=_TIMEZONE,
        locale_selector=choose,
        timezone_selector=lambda: g.get("timezone", _TIMEZONE),
    )
    app.context_processor(
        lambda: {"languages": LANGUAGES, "language": choose() if request else settings.language}
    )
