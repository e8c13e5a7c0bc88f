"""Voting: polls, permits, the box and the count."""
