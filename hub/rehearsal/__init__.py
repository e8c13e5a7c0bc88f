"""The sample congress and what is played with it: demo and dress rehearsal."""
