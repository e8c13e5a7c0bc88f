"""What a person reads in a DOCX and in a PDF."""

from __future__ import annotations

import io
import re

import docx
import pypdfium2  # type: ignore[import-untyped]
from docx.table import Table


def docx_lines(content: bytes) -> list[str]:
    """Paragraphs and table rows from top to bottom; a row's cells have | between them."""
    lines: list[str] = []
    for block in docx.Document(io.BytesIO(content)).iter_inner_content():
        if isinstance(block, Table):
            for row in block.rows:
                cells = ["\n".join(p.text for p in cell.paragraphs) for cell in row.cells]
                lines.append("|".join(cells))
        else:
            lines.append(block.text)
    return [line.replace("\N{NO-BREAK SPACE}", " ") for line in lines]


def pdf_pages(content: bytes) -> list[str]:
    """The text of each page."""
    document = pypdfium2.PdfDocument(content)
    pages = []
    for page in document:
        text = page.get_textpage()
        pages.append(str(text.get_text_range()))
        text.close()
        page.close()
    document.close()
    return pages


def squeezed(text: str) -> str:
    """The text without anything that only lays it out: spaces, line ends, cell walls."""
    return re.sub(r"[\s|\N{NO-BREAK SPACE}]", "", text)
