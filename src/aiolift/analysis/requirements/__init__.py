"""The packages that a program asks for, has locked or has installed."""
