import subprocess
import sys
from pathlib import Path

from seed import main

SCRIPT = Path(__file__).parents[1] / "seed.py"


def test_the_script(tmp_path):
    (tmp_path / "cities.csv").write_text("서울,9400000\n부산,3300000\n", encoding="utf-8")
    for _ in range(2):
        done = subprocess.run(
            [sys.executable, str(SCRIPT), "cities.csv"], cwd=tmp_path, capture_output=True, text=True, timeout=60
        )
        assert (done.returncode, done.stdout, done.stderr) == (0, "2\n", "")


async def test_no_file():
    assert await main(["seed.py"]) == 2
