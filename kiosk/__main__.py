"""The command daihoi-kiosk."""
