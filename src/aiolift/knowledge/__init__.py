"""Facts that migrate and lint share: which calls do I/O, what blocks, where a program starts, what cannot be async."""
