from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parent.parent
TOUR = [sys.executable, "-m", "examples.tour"]
SERVER = re.compile(r"uvicorn travel\.main:app .*\(process (\d+)\)")


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """An environment in which the tour makes its temporary folder in `tmp_path`, and Rich would like to use colours."""
    return os.environ | {"TMPDIR": str(tmp_path), "FORCE_COLOR": "1", "PYTHONUTF8": "1"}


@contextmanager
def tour(environment: dict[str, str]) -> Iterator[subprocess.Popen[str]]:
    """The tour, its output in a pipe; a tour that a failing test left behind is killed."""
    with subprocess.Popen(
        TOUR, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8"
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def run_tour(environment: dict[str, str]) -> tuple[int, str]:
    """The exit code and the output of a tour that runs to its end."""
    with tour(environment) as process:
        output, _ = process.communicate(timeout=120)
    return process.returncode, output


def wait_for_server(process: subprocess.Popen[str]) -> int:
    """The process id of the server that the tour has just started."""
    assert process.stdout
    for line in process.stdout:
        if match := SERVER.search(line):
            return int(match[1])
    pytest.fail("the tour ended before it started a server")


def is_running(pid: int) -> bool:
    """Whether there is a process of that id."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_tour_in_a_pipe(environment: dict[str, str], tmp_path: Path) -> None:
    """The tour shows every answer as plain text, Korean intact, and leaves neither a server nor a file behind."""
    code, output = run_tour(environment)
    assert code == 0, output
    for line in [
        "> GET /regions/서울/spot-counts",
        "> POST /members/sign-up",
        "< 201 Created",
        "  # COMMIT happened before this answer left. Had it failed, you would read 500 here and not 201.",
        '    {"code": "DUPLICATE_MEMBER", "message": "이미 가입한 회원입니다."}',
        '    {"detail": "로그인이 필요합니다."}',
        '    title: "서울 1박 2일"',
        "    1,경복궁,서울특별시,종로구,사직로 161,고궁 야경,0",
        "    홍길동님, 가입을 환영합니다",
    ]:
        assert line in output.splitlines()
    assert "\x1b" not in output
    server = SERVER.search(output)
    assert server
    assert not is_running(int(server[1]))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_tour_stops_its_server(
    environment: dict[str, str], tmp_path: Path, number: signal.Signals
) -> None:
    """Ctrl-C and a plain kill end the tour with 130, and its server and its folder with it."""
    with tour(environment) as process:
        server = wait_for_server(process)
        process.send_signal(number)
        output, _ = process.communicate(timeout=60)
    assert process.returncode == 130, output
    assert "interrupted" in output
    assert "Traceback" not in output
    assert not is_running(server)
    assert list(tmp_path.iterdir()) == []


def test_a_server_that_dies_is_a_failure(environment: dict[str, str]) -> None:
    """The tour says how the server ended, and exits with 1."""
    with tour(environment) as process:
        os.kill(wait_for_server(process), signal.SIGKILL)
        output, _ = process.communicate(timeout=60)
    assert process.returncode == 1, output
    assert "Failed: the server ended with exit code -9" in output


def test_a_server_that_cannot_start_is_a_failure(environment: dict[str, str]) -> None:
    """What the server wrote before it ended stands under the message."""
    code, output = run_tour(environment | {"UVICORN_LOG_LEVEL": "loud"})
    assert code == 1, output
    assert "Failed: the server ended with exit code 2" in output
    assert "Invalid value for '--log-level': 'loud'" in output


def test_an_unexpected_answer_is_a_failure(environment: dict[str, str], tmp_path: Path) -> None:
    """With other divisions in the CSV file the tour stops at the answer that shows it, and exits with 1."""
    divisions = tmp_path / "divisions.csv"
    divisions.write_text("city_province,city_county\n서울특별시,종로구\n", encoding="utf-8")
    code, output = run_tour(environment | {"DIVISION_CSV": str(divisions)})
    assert code == 1, output
    assert "Failed: expected 245 divisions, not 1" in output
    assert "> POST /members/sign-up" not in output


def test_a_database_that_cannot_be_made_is_a_failure(environment: dict[str, str], tmp_path: Path) -> None:
    """Without the CSV file the tour says what failed and why, starts no server, and exits with 1."""
    code, output = run_tour(environment | {"DIVISION_CSV": str(tmp_path / "missing.csv")})
    assert code == 1, output
    assert "Failed: `python -m travel.db --init` ended with 1" in output
    assert "missing.csv" in output
    assert not SERVER.search(output)
