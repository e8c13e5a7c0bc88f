from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.link import journal as journal_module
from kiosk.link.journal import Journal, from_lines, read_journal, to_line

TEXTS = st.lists(st.binary(min_size=1, max_size=60).filter(lambda t: b"\n" not in t), max_size=12)


@given(TEXTS, st.data())
def test_any_truncation_keeps_every_whole_line(texts: list[bytes], data: st.DataObject) -> None:
    content = b"".join(map(to_line, texts))
    cut = data.draw(st.integers(0, len(content)))
    ends = [len(b"".join(map(to_line, texts[: n + 1]))) for n in range(len(texts))]
    whole = [text for text, end in zip(texts, ends, strict=True) if end <= cut]
    loaded, damaged = from_lines(content[:cut])
    assert loaded[: len(whole)] == whole
    # The line that was cut is known as cut, unless only its line feed is missing.
    assert loaded[len(whole) :] in ([], texts[len(whole) : len(whole) + 1])
    assert damaged <= 1


@given(TEXTS, st.data(), st.binary(min_size=1, max_size=60).filter(lambda t: b"\n" not in t))
def test_writing_goes_on_after_any_truncation(
    texts: list[bytes], data: st.DataObject, more: bytes
) -> None:
    content = b"".join(map(to_line, texts))
    cut = data.draw(st.integers(0, len(content)))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "j"
        path.write_bytes(content[:cut])
        before, _ = read_journal(path)
        journal = Journal(path)
        journal.append(more, synced=True)
        journal.close()
        assert read_journal(path) == ([*before, more], 0)


@given(TEXTS.filter(bool), st.data())
def test_a_flipped_bit_spoils_at_most_two_lines_and_invents_none(
    texts: list[bytes], data: st.DataObject
) -> None:
    content = bytearray(b"".join(map(to_line, texts)))
    at = data.draw(st.integers(0, len(content) - 1))
    content[at] ^= 1 << data.draw(st.integers(0, 7))
    loaded, _ = from_lines(bytes(content))
    assert len(loaded) >= len(texts) - 2
    rest = iter(texts)
    assert all(text in rest for text in loaded), "another text, or another order"


def test_a_line_that_did_not_fit_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "j"
    journal = Journal(path)
    journal.append(b"first", synced=True)

    def half_then_full(fd: int, content: bytes) -> None:
        os.write(fd, content[: len(content) // 2])
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as full:
        full.setattr(journal_module, "write_all", half_then_full)
        with pytest.raises(OSError):
            journal.append(b"second", synced=True)
    journal.append(b"third", synced=True)
    journal.close()
    assert read_journal(path) == ([b"first", b"third"], 0)


def test_rewriting_keeps_what_was_given_and_appends_after_it(tmp_path: Path) -> None:
    path = tmp_path / "j"
    journal = Journal(path)
    for n in range(5):
        journal.append(b"%d" % n, synced=False)
    journal.rewrite([b"3", b"4"])
    journal.append(b"5", synced=True)
    journal.close()
    assert read_journal(path) == ([b"3", b"4", b"5"], 0)
    assert path.stat().st_mode & 0o777 == 0o600
