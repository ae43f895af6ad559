"""One kind of edit per file."""
