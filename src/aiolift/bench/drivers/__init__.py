"""Every installed driver on one server: how fast, how safe when cancelled, and which of them to take.

`raw` is each driver alone, `ways` what is done with it and through what; `measure` does it in rounds, `recommend` reads
the figures.
"""
