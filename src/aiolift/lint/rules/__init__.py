"""The rules, one per file, named after their code: `registry` finds them by walking this package."""
