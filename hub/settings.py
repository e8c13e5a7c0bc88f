"""How one hub is run: read once at start, then handed down; nothing else reads the environment."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

DEFAULT_PORT = 8443
DEFAULT_DATA = Path("~/.local/share/daihoi/hub")


@dataclass(frozen=True)
class HubSettings:
    """Where a hub keeps its things and where it listens."""

    data_dir: Path
    database_url: str
    host: str = "0.0.0.0"  # noqa: S104  a hub is there to be reached by the hall
    port: int = DEFAULT_PORT
    interfaces: tuple[str, ...] = ()
    """Addresses to advertise on by mDNS; empty: all that the machine has."""
    addresses: tuple[str, ...] = ()
    """IPv4 addresses that go on tickets and into the certificate; empty: those it has now."""
    language: str = "vi"
    """Language of a page before a person chose one."""
    copies_dir: Path | None = None
    """Where copies of the hub are put while it runs: a folder on another disk."""
    copies_every_s: int = 60
    copies_keep: int = 10
    copies_passphrase: str = field(default="", repr=False)
    """What the keys in copies are sealed with; empty: they lie in the clear."""
    rehearsal: bool = False
    """Whether this hub serves a made-up congress and what a rehearsal asks of it."""

    @property
    def keys_dir(self) -> Path:
        """Private keys and certificates; readable by the hub's user only."""
        return self.data_dir / "keys"

    @property
    def photos_dir(self) -> Path:
        """Photos of delegates."""
        return self.data_dir / "photos"

    @property
    def templates_dir(self) -> Path:
        """The office's own templates of papers, each in the place of the shipped one."""
        return self.data_dir / "templates"

    @property
    def sqlite_path(self) -> Path:
        """The database's file, where it is SQLite."""
        return Path(self.database_url.removeprefix("sqlite:///"))


def make_settings(
    data_dir: Path, database_url: str | None = None, language: str = "vi"
) -> HubSettings:
    """Settings of a hub in that data directory, SQLite in it unless a URL is given."""
    place = data_dir.expanduser().absolute()
    return HubSettings(
        data_dir=place,
        database_url=database_url or f"sqlite:///{place / 'hub.db'}",
        language=language,
    )
