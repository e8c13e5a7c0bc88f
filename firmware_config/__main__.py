"""The command daihoi-firmware."""
