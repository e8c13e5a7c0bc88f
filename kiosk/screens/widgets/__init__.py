"""The few parts that every screen is made of."""
