"""What settings tell a server to call."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

import pytest

from aiolift.migrate.entries.servers import factories, targets
from tests.program.code import program_of

CODE = "def create_app(): ...\ndef other(): ...\n"


@pytest.mark.parametrize(
    ("name", "text", "found"),
    [
        ("Dockerfile", 'CMD ["uvicorn", "app.main:create_app", "--factory"]', {"create_app"}),
        ("Procfile", "web: gunicorn -k uvicorn.workers.UvicornWorker 'app.main:create_app()'", {"create_app"}),
        ("docker-compose.yml", "command:\n  - hypercorn\n  - app.main:create_app\nx: app.main:other", {"create_app"}),
        ("pyproject.toml", '[tool.fastapi]\nentrypoint = "src.app.main:create_app"', {"create_app"}),
        ("Dockerfile", 'CMD ["celery", "-A", "app.main:create_app"]', set()),
        ("pyproject.toml", 'dependencies = ["uvicorn"]\n\n[project.scripts]\nx = "app.main:other"', set()),
        ("notes.txt", "uvicorn app.main:create_app", set()),
        ("Procfile", "web: uvicorn elsewhere.main:create_app http://app.main:create_app", set()),
    ],
)
def test_the_function_that_a_server_calls(tmp_path: Path, name: str, text: str, found: set[str]) -> None:
    """Files of settings name it with its module, from any folder on."""
    (tmp_path / name).write_text(text, "utf-8")
    program = program_of({"src/app/main.py": CODE})
    assert {function.name for function in factories(targets(tmp_path, [PurePosixPath(name)]), program)} == found
