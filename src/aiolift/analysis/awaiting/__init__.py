"""Coroutines and async forms: what is awaited, what is not, and what cannot await."""
