"""Services that use aiolift, before and after the move, a demo of the move, and a tour of the result."""
