"""A whole program from sync to async: colour, rewrite, verify, report. What it writes is plain SQLAlchemy."""
