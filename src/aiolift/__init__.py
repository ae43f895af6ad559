"""aiolift: an async data layer for FastAPI and SQLModel on MySQL."""
