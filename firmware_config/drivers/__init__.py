"""The one place where bytes go to and come from scanners."""
