"""Alembic migrations: the tables of every slice, in one chain."""
