import asyncio
import os
import subprocess
import sys
from pathlib import Path

from poll import main, measure


async def test_main(capsys):
    await main()
    assert capsys.readouterr().out == "온도,습도계\n"


def test_measure():
    assert asyncio.run(measure("abc")) == 3.0


def test_the_script(tmp_path):
    script = Path(__file__).parents[1] / "poll.py"
    env = {**os.environ, "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run([sys.executable, script], cwd=tmp_path, env=env, capture_output=True, timeout=60)
    assert (done.stdout.decode().strip(), done.stderr) == ("온도,습도계", b"")
