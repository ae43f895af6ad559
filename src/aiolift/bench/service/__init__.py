"""One endpoint that reads one row, served in every way that a service might be written, under a load generator.

`division` is the row, `peers` the services, each with the same endpoint; `serving` starts one, `h2load` loads it, and
`measure` does so for all of them, round by round.
"""
