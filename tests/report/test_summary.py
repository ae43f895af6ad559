"""The summary that a person reads."""

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path, PurePosixPath

from rich.cells import cell_len

from aiolift.migrate.plan import Plan
from aiolift.program.change import FileChange
from aiolift.report.summary import summary


def test_says_all(plan: Plan, render: Callable[..., str]) -> None:
    """The summary holds the figures, the kinds, the files, and everything that a person has to know or to decide."""
    page = render(summary(plan))
    for line in (
        "service to async, on asyncmy: 1 place is left to you",
        "read            2 files, 1,234 lines",
        "database calls  2 found, 1 converted, 1 marked",
        "functions       2 become async",
        "files           2 change, 1 of them new",
        "lazy loads      5",
        "await-call  1  in 1 file",
        "app/서비스.py  2 edits",
        "pytest.ini     new",
        "AL901  app/서비스.py:7  the property `합계` reads the database",
        "→ make it a method",
        "app/서비스.py:9  helper(db)  its type is not known",
        "everywhere   DATABASE_URL needs a driver",
        "poetry.lock  renew it",
        "aiolift migrate service --diff",
        "aiolift explain AL901",
        "aiolift explain app.main:create --path service",
    ):
        assert line in page


def test_says_that_a_migration_is_complete(plan: Plan, render: Callable[..., str]) -> None:
    """Without markers the summary says complete, and nothing of places to decide on."""
    page = render(summary(replace(plan, markers=())))
    assert "on asyncmy: complete" in page
    assert "Left to you" not in page
    assert "explain AL" not in page


def test_says_what_comes_after_writing(plan: Plan, render: Callable[..., str]) -> None:
    """Once it is written, the next step is to run the tests there, and not to write."""
    page = render(summary(plan, written=Path("out dir")))
    assert "cd 'out dir'" in page
    assert "--write" not in page


def test_figures_that_were_not_counted_are_not_shown(plan: Plan, render: Callable[..., str]) -> None:
    """A figure that the planner does not give is left out: it is not zero."""
    page = render(summary(replace(plan, counts={"io_sites": 2, "functions": 2})))
    assert "database calls  2 found\n" in page
    assert page.count("functions") == 1


def test_says_that_there_is_nothing_to_do(render: Callable[..., str]) -> None:
    """A code base without blocking calls needs nothing."""
    page = render(summary(Plan(Path("service"), "asyncmy")))
    assert "nothing to change" in page
    assert "--diff" not in page


def test_says_how_much_of_a_file_changes(render: Callable[..., str]) -> None:
    """Files of settings have no edits: their lines that differ or are new are counted; an added line is one."""
    change = FileChange(
        PurePosixPath("requirements.txt"), b"fastapi\npymysql\nuvicorn\n", b"fastapi\nasyncmy\nuvicorn\npytest\n"
    )
    assert "requirements.txt  2 lines" in render(summary(Plan(Path("service"), "asyncmy", changes=(change,))))


def test_says_how_many_calls_were_followed(render: Callable[..., str]) -> None:
    """Calls that lead to nothing known are a share of all calls."""
    page = render(summary(Plan(Path("service"), "asyncmy", counts={"calls": 1462, "unresolved_calls": 20})))
    assert "1,462 followed, 20 of them to nothing that is known" in page


def test_long_lists_are_cut_and_counted(plan: Plan, render: Callable[..., str]) -> None:
    """With `most`, a list ends after so many lines and says how many more there are; markers are always all shown."""
    changes = tuple(FileChange(PurePosixPath(f"m{number}.py"), b"", b"x") for number in range(9))
    markers = tuple(replace(plan.markers[0], line=line) for line in range(1, 6))
    page = render(summary(replace(plan, changes=changes, markers=markers), most=4))
    assert "m3.py" in page
    assert "m4.py" not in page
    assert "… and 5 more" in page
    assert page.count("AL901  app/") == 5


def test_columns_align_with_korean(plan: Plan, render: Callable[..., str]) -> None:
    """Korean letters are two columns wide, and the column after them starts at one place in every line."""
    lines = render(summary(plan)).splitlines()
    starts = [
        cell_len(line[: line.index(word)]) for line in lines for word in ("2 edits", "new") if line.endswith(word)
    ]
    assert len(set(starts[-2:])) == 1


def test_fits_the_screen(plan: Plan, render: Callable[..., str]) -> None:
    """On a narrow screen long texts are folded, and no line is wider than the screen."""
    markers = (replace(plan.markers[0], what="아주 긴 설명 " * 20),)
    assert max(cell_len(line) for line in render(summary(replace(plan, markers=markers)), 60).splitlines()) <= 60


def test_does_nothing_to_the_terminal(plan: Plan, render: Callable[..., str]) -> None:
    """An escape sequence in the code base's text is shown, and not sent."""
    found = replace(plan.unresolved[0], call="\x1b]0;title\x07")
    page = render(summary(replace(plan, unresolved=(found,))))
    assert "\x1b" not in page
    assert "␛]0;title" in page


def test_order_does_not_depend_on_the_planner(plan: Plan, render: Callable[..., str]) -> None:
    """The same findings in another order are the same page."""
    turned = replace(plan, changes=plan.changes[::-1], notes=plan.notes[::-1])
    assert render(summary(turned)) == render(summary(plan)).replace(os.linesep, "\n")
