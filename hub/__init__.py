"""The hub: the server that keeps the roll, the attendance, the polls and the box."""
