"""A read-only model of somebody's code: files, modules, names, values, calls. It knows nothing of async."""
