"""`python -m aiolift`: the command line, as `aiolift` on the path."""

from aiolift.cli import main

main()
