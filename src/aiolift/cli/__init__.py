"""The command table of `aiolift`."""
