"""Services that use aiolift, before and after the move, and a demo."""
