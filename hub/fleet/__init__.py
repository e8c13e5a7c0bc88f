"""The fleet: how kiosks join, how they are, how they are turned away."""
