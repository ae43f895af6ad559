"""The layers of a read."""

import pytest

from aiolift.bench import layers


def test_runs(mysql_url: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Every layer of asyncmy is measured, beside its own pool; another driver has other layers, which is said."""
    code = layers.main(["--url", mysql_url, "--tasks", "2", "--rounds", "1"])
    output = capsys.readouterr()
    if "asyncmy" in mysql_url:
        assert code == 0
        rows = dict(line.rsplit(maxsplit=3)[::3] for line in output.out.splitlines()[1:])
        assert float(rows.pop("asyncmy's pool, tuples")) == 1
        assert {"db.reader()", "AsyncSession"} <= rows.keys()
        assert all(float(ratio) > 0 for ratio in rows.values())
    else:
        assert code == 2
        assert "give mysql+asyncmy" in output.err
