"""What every slice stands on and no slice owns: database, clock, TLS, login, live events."""
