"""What people and programs read of a migration: its summary, its diff, its JSON, and why a function became async."""
