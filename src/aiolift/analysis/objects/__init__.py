"""Mapped objects at work: where they come from, what they have loaded, and what reading them needs."""
