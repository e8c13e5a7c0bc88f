"""The dress rehearsal: a hub and its kiosks as on the day, and people who do not exist."""
