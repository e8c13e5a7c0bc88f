"""The kiosk: one touchscreen terminal, for check-in or for voting."""
