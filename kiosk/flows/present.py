"""What each state looks like: state -> View. Every sentence is one of TEXT_IDS."""

from __future__ import annotations

from kiosk.flows.text_ids import TEXT_IDS

__all__ = ["TEXT_IDS"]
