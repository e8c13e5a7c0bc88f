"""The command daihoi-hub."""
