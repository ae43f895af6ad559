"""What differs per DBAPI."""
