"""Record what a sync test suite loads from the database without asking for it: run it, and read the record."""
