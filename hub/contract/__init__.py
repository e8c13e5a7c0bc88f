"""Everything that crosses a boundary between hub and kiosk: messages, codes, tickets, envelopes."""
