import subprocess
import sys
from datetime import datetime
from pathlib import Path

from cleanup import Base, Session, Token, engine, remove_expired

ROOT = Path(__file__).parents[1]


def test_the_script(tmp_path):
    done = subprocess.run([sys.executable, ROOT / "cleanup.py"], cwd=tmp_path, capture_output=True, text=True, timeout=60)
    assert (done.stdout, done.stderr) == ("removed 1\n", "")


def test_only_the_expired_go():
    Base.metadata.create_all(engine)
    with Session() as session:
        session.add_all([Token(expires=datetime(2020, 1, 1)), Token(expires=datetime(2030, 1, 1))])
        session.commit()
        assert remove_expired(session, datetime(2025, 1, 1)) == 1
    Base.metadata.drop_all(engine)
