"""Bridges over code that cannot await."""
