"""Somebody's program seen with our facts: the flow of values, told what the database libraries give back."""
