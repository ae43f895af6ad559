"""Sessions and transactions: who opens, shares, commits, keeps and closes them, and what happens on errors."""
