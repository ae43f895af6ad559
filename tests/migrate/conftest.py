"""The projects under `cases/` are somebody else's: `test_cases` migrates and runs them, ours does not collect them."""

collect_ignore = ["cases"]
