"""Papers that people sign: a Word template that an office may edit, filled in.

The tags are Jinja's, as docxtpl reads them: `{{ field }}` in a text, `{%p for … %}` in a
paragraph of its own, `{%tr for … %}` in a table row of its own.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hub.papers.problems import PaperNotMade, PaperProblem

if TYPE_CHECKING:
    from docxtpl import DocxTemplate
    from jinja2 import Environment, TemplateError

SHIPPED = Path(__file__).parent / "templates"
_MAX_FILE = 20_000_000
_NEAR = 80
_CONTROL = dict.fromkeys([*range(0x20), 0x7F, 0xFFFE, 0xFFFF], " ")
"""What no XML document may hold, and what docxtpl would make line and page breaks of."""


class _Spoiled(Exception):
    """Well-formed, but no sound document."""


def template_in(own: Path, name: str) -> Path:
    """The office's own template of that name, or the shipped one."""
    edited = own / name
    return edited if edited.exists() else SHIPPED / name


def fill(template: Path, fields: Mapping[str, Any]) -> bytes:
    """The template with every tag replaced, as DOCX; PaperNotMade where it is not sound."""
    document = _loaded(template)
    from jinja2 import TemplateError
    from lxml.etree import XMLSyntaxError

    try:
        document.render(dict(fields), _environment())
    except TemplateError as wrong:
        raise _tag_problem(template, wrong) from wrong
    except (XMLSyntaxError, _Spoiled, AttributeError) as wrong:
        details = {"file": str(template), "error": str(wrong)}
        raise PaperNotMade(PaperProblem.TEMPLATE_SPOILED, details) from wrong
    except (TypeError, ValueError, ArithmeticError, LookupError) as wrong:
        # What a tag computes can fail in any of these ways; a lone field cannot.
        details = {"file": str(template), "near": "{{ … }}", "error": str(wrong)}
        raise PaperNotMade(PaperProblem.TEMPLATE_TAG, details) from wrong
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


def _loaded(template: Path) -> DocxTemplate:
    # Here and not above: 20 to 40 MB that a running hub does not need until somebody wants a paper.
    from docx.opc.exceptions import OpcError
    from docx.oxml.ns import qn
    from docxtpl import DocxTemplate
    from lxml import etree

    class Strict(DocxTemplate):  # type: ignore[misc]  # docxtpl is untyped
        def fix_tables(self, xml: str) -> Any:
            """Refuse what docxtpl's own forgiving parser would drop without a word."""
            cells = etree.fromstring(xml).iter(qn("w:tc"))
            if any(len(cell) == 0 or cell[-1].tag != qn("w:p") for cell in cells):
                raise _Spoiled("a table cell without a paragraph")  # Word would not open it
            return super().fix_tables(xml)

    file = str(template)
    try:
        with template.open("rb") as source:
            raw = source.read(_MAX_FILE + 1)
    except OSError as wrong:
        details = {"file": file, "error": wrong.strerror or str(wrong)}
        raise PaperNotMade(PaperProblem.TEMPLATE_UNREADABLE, details) from wrong
    try:
        if len(raw) > _MAX_FILE:
            raise ValueError("too large for a template")
        document = Strict(io.BytesIO(raw))
        document.init_docx()
    except (
        OpcError,
        zipfile.BadZipFile,
        zlib.error,
        etree.XMLSyntaxError,
        LookupError,
        ValueError,
        TypeError,
        AttributeError,  # python-docx, of parts that are not what they are called
        RuntimeError,  # an archive with a password
    ) as wrong:
        raise PaperNotMade(PaperProblem.TEMPLATE_NOT_WORD, {"file": file}) from wrong
    return document


def _environment() -> Environment:
    from jinja2 import StrictUndefined
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    return ImmutableSandboxedEnvironment(
        autoescape=True, undefined=StrictUndefined, finalize=_one_line
    )


def _one_line(value: object) -> object:
    return value.translate(_CONTROL) if isinstance(value, str) else value


def _tag_problem(template: Path, wrong: TemplateError) -> PaperNotMade:
    from jinja2 import UndefinedError

    said = wrong.message or type(wrong).__name__
    if isinstance(wrong, UndefinedError):
        named = re.search(r"'([^']*)' is undefined|attribute '([^']*)'", said)
        field = next(filter(None, named.groups())) if named else said
        details = {"file": str(template), "field": field}
        return PaperNotMade(PaperProblem.TEMPLATE_FIELD, details)
    details = {"file": str(template), "near": _near(wrong), "error": said}
    return PaperNotMade(PaperProblem.TEMPLATE_TAG, details)


def _near(wrong: TemplateError) -> str:
    """The text of the paragraph that a wrong tag stands in, or of the one before it."""
    lines = [str(line).strip() for line in getattr(wrong, "docx_context", ())]
    at = min(int(getattr(wrong, "lineno", 1)) - 1, 3)
    said = [line for line in lines[: at + 1] if line]
    return said[-1][:_NEAR] if said else "…"
