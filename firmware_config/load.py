"""Profiles from files, checked before anybody uses them."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from firmware_config import checks, schema
from firmware_config.model import CameraProfile, ReaderProfile, TerminalProfile
from firmware_config.problems import Problem, ProblemCode, ProfileError
from firmware_config.table import Table

SHIPPED = Path(__file__).parent / "profiles"
READERS = "readers"
CAMERAS = "cameras"
TERMINALS = "terminals"

_Profile = TypeVar("_Profile", ReaderProfile, CameraProfile, TerminalProfile)


@dataclass(frozen=True)
class Profiles:
    """Every profile of a folder, by id."""

    readers: dict[str, ReaderProfile]
    cameras: dict[str, CameraProfile]
    terminals: dict[str, TerminalProfile]


def profiles(folder: Path = SHIPPED) -> Profiles:
    """All profiles of a folder; ProfileError with everything that is wrong in any of them."""
    problems = _misplaced(folder)
    readers = _all(folder, READERS, _checked_reader, problems)
    cameras = _all(folder, CAMERAS, _checked_camera, problems)
    terminals = _all(folder, TERMINALS, _checked_terminal(folder), problems)
    if problems:
        raise ProfileError(sorted(problems, key=lambda problem: problem.file))
    return Profiles(readers, cameras, terminals)


def reader(profile_id: str, folder: Path = SHIPPED) -> ReaderProfile:
    """One scanner profile; ProfileError if there is none or it is wrong."""
    return _one(folder, READERS, profile_id, _checked_reader)


def camera(profile_id: str, folder: Path = SHIPPED) -> CameraProfile:
    """One camera profile; ProfileError if there is none or it is wrong."""
    return _one(folder, CAMERAS, profile_id, _checked_camera)


def terminal(profile_id: str, folder: Path = SHIPPED) -> TerminalProfile:
    """One terminal profile; ProfileError if there is none or it is wrong."""
    return _one(folder, TERMINALS, profile_id, _checked_terminal(folder))


def reader_ids() -> list[str]:
    """The scanner profiles that ship."""
    return _ids(SHIPPED, READERS)


def camera_ids() -> list[str]:
    """The camera profiles that ship."""
    return _ids(SHIPPED, CAMERAS)


def terminal_ids() -> list[str]:
    """The terminal profiles that ship."""
    return _ids(SHIPPED, TERMINALS)


def _checked_reader(table: Table) -> ReaderProfile:
    profile = schema.reader_profile(table)
    table.problems += checks.check_reader(table.file, profile)
    return profile


def _checked_camera(table: Table) -> CameraProfile:
    return schema.camera_profile(table)


def _checked_terminal(folder: Path) -> Callable[[Table], TerminalProfile]:
    readers = [*_ids(folder, READERS), *_ids(folder, CAMERAS)]

    def make(table: Table) -> TerminalProfile:
        profile = schema.terminal_profile(table)
        table.problems += checks.check_terminal(table.file, profile, readers)
        return profile

    return make


def _one(folder: Path, kind: str, profile_id: str, make: Callable[[Table], _Profile]) -> _Profile:
    known = _ids(folder, kind)
    if profile_id not in known:  # asked first: an id never becomes a path on trust
        details = {"value": profile_id, "allowed": ", ".join(known)}
        raise ProfileError([Problem(kind, "", ProblemCode.NO_SUCH_PROFILE, details)])
    problems: list[Problem] = []
    profile = _read(folder, kind, profile_id, make, problems)
    if profile is None:
        raise ProfileError(problems)
    return profile


def _all(
    folder: Path, kind: str, make: Callable[[Table], _Profile], problems: list[Problem]
) -> dict[str, _Profile]:
    found = {name: _read(folder, kind, name, make, problems) for name in _ids(folder, kind)}
    return {name: profile for name, profile in found.items() if profile is not None}


def _read(
    folder: Path,
    kind: str,
    name: str,
    make: Callable[[Table], _Profile],
    problems: list[Problem],
) -> _Profile | None:
    file = f"{kind}/{name}.toml"
    try:
        text = (folder / file).read_text(encoding="utf-8")
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        place = re.search(r"at line (\d+), column (\d+)", str(error))
        line, column = place.groups() if place else (str(text.count("\n") + 1), "1")
        details = {"line": line, "column": column}
        problems.append(Problem(file, "", ProblemCode.NOT_TOML, details))
        return None
    except (OSError, UnicodeDecodeError) as error:
        problems.append(Problem(file, "", ProblemCode.UNREADABLE, {"reason": str(error)}))
        return None
    table = Table(file, content, [])
    profile = make(table)
    if profile.id and profile.id != name:
        details = {"value": profile.id, "allowed": name}
        table.problems.append(Problem(file, "id", ProblemCode.ID_IS_NOT_FILE_NAME, details))
    problems += table.problems
    return None if table.problems else profile


def _misplaced(folder: Path) -> list[Problem]:
    if not folder.is_dir():
        return [Problem(str(folder), "", ProblemCode.UNREADABLE, {"reason": str(folder)})]
    kinds = (READERS, CAMERAS, TERMINALS)
    allowed = ", ".join(f"{kind}/*.toml" for kind in kinds)
    return [
        Problem(str(path.relative_to(folder)), "", ProblemCode.WRONG_FOLDER, {"allowed": allowed})
        for path in sorted(folder.rglob("*.toml"))
        if path.parent not in [folder / kind for kind in kinds]
    ]


def _ids(folder: Path, kind: str) -> list[str]:
    return sorted(path.stem for path in (folder / kind).glob("*.toml"))
