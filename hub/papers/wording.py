"""Why a paper could not be made, as a sentence; English, the key of a catalogue."""

from __future__ import annotations

from collections.abc import Callable

from hub.papers.problems import PaperNotMade, PaperProblem

_SENTENCES = {
    PaperProblem.TEMPLATE_UNREADABLE: "The template %(file)s cannot be read: %(error)s.",
    PaperProblem.TEMPLATE_NOT_WORD: (
        "The template %(file)s is not a Word document. Save it in Word as .docx."
    ),
    PaperProblem.TEMPLATE_FIELD: (
        "The template %(file)s asks for “%(field)s”, which does not exist. "
        "Write the tag as in the shipped template."
    ),
    PaperProblem.TEMPLATE_TAG: (
        "The template %(file)s has a wrong tag near “%(near)s” (%(error)s). "
        "Write the tag as in the shipped template."
    ),
    PaperProblem.TEMPLATE_SPOILED: (
        "The template %(file)s gives no sound document (%(error)s). A tag for rows or paragraphs "
        "must stand in a row or paragraph of its own, as in the shipped template."
    ),
    PaperProblem.OFFICE_MISSING: (
        "This hub has no LibreOffice, so it makes no PDF. Take the DOCX, "
        "or install the Debian package libreoffice-writer-nogui on the hub."
    ),
    PaperProblem.OFFICE_BUSY: (
        "Other papers are being made as PDF just now. Try again in a minute, or take the DOCX."
    ),
    PaperProblem.OFFICE_SLOW: (
        "LibreOffice made no PDF within %(seconds)s seconds and was stopped. "
        "Try again, or take the DOCX."
    ),
    PaperProblem.OFFICE_FAILED: (
        "LibreOffice made no PDF (%(error)s). Take the DOCX, and check that the Debian package "
        "libreoffice-writer-nogui is installed on the hub."
    ),
}


def sentence(wrong: PaperNotMade, translate: Callable[[str], str]) -> str:
    """What is wrong and what to do, in the language of `translate`."""
    return translate(_SENTENCES[wrong.problem]) % wrong.details


def every_text() -> list[str]:
    """Every English text above, for the check that each has its Vietnamese."""
    return list(_SENTENCES.values())
