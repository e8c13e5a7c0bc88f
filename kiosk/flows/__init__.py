"""Pure flows: step(state, event) -> (state, effects); no clock, no screen, no network."""
