"""Tests: what runs them, their clients, mocks and stand-ins."""
