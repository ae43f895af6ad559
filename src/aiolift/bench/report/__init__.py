"""docs/benchmarks.md and its charts, made from kept results: ``python -m aiolift.bench.report docs/benchmarks``.

`goals` says what is wanted and what was reached, `sections` makes the part of each benchmark, `charts` draws, and
`readme` puts a table into the READMEs.
"""
