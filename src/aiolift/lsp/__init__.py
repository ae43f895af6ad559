"""`aiolift lsp`: the findings and fixes of `aiolift lint` in an editor, over the Language Server Protocol.

server.py talks with the editor, runs.py decides when to lint, study.py lints a folder with the texts that are open,
diagnostics.py and actions.py say it in the protocol's words.
"""
