"""What runs on the event loop and beside it: blocking calls, long loops, threads, locks, loops inside of loops."""
