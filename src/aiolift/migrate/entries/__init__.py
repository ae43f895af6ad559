"""Entry points: where code starts that no event loop runs yet, and threads that become tasks of the loop."""
