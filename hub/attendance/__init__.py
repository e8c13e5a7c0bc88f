"""Attendance: check-ins and who is present."""
