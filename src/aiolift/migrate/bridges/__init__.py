"""Bridges over code that does I/O and cannot await: an engine that stays sync, `run_sync`, an async form, a marker."""
