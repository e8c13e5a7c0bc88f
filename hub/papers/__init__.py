"""Templates and data to PDF; knows no slice."""
