"""`aiolift lint`: the async database mistakes of a program, found in its text."""
