"""Queries, their results, and SQL that is put together as text."""
