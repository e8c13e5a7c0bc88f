"""The roll's rules, pure: how names compare, what a cell means, which row is which person."""
