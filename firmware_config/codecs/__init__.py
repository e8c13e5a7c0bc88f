"""Pure scanner protocols: bytes in, codes out; no port, no clock."""
