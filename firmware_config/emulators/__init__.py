"""Scanners made of software behind a pseudo-terminal, for demo, training, rehearsal and tests."""
