"""A small sync program in a directory of its own, run under observation in a process of its own."""

import sys
from pathlib import Path, PurePosixPath

from aiolift.observe.record import Load, Observed, Place, read
from aiolift.observe.run import run

MODELS = """\
from sqlalchemy import ForeignKey, create_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship, sessionmaker


class Base(DeclarativeBase):
    pass


class Plan(Base):
    __tablename__ = "plan"
    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]
    memo: Mapped[str] = mapped_column(deferred=True)
    spots: Mapped[list["Spot"]] = relationship(back_populates="plan", cascade="all, delete-orphan")

    @property
    def names(self):
        return [spot.name for spot in self.spots]  # property


class Spot(Base):
    __tablename__ = "spot"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"))
    plan: Mapped[Plan] = relationship(back_populates="spots")


engine = create_engine("sqlite:///travel.db")
Session = sessionmaker(engine)


def fill():
    Base.metadata.create_all(engine)
    with Session() as session:
        session.add(Plan(title="부산", memo="바다", spots=[Spot(name="해운대"), Spot(name="광안리")]))
        session.commit()
"""


class Project:
    """A program below `root`; a line is named by the comment at its end."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.write("app/__init__.py", "")
        self.write("app/models.py", MODELS)

    def write(self, name: str, text: str) -> None:
        """Write a file of the program."""
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def line(self, comment: str, name: str = "main.py") -> int:
        """Return the line of a file that ends in `# comment`."""
        lines = (self.root / name).read_text(encoding="utf-8").splitlines()
        (found,) = (number for number, text in enumerate(lines, start=1) if text.endswith(f"# {comment}"))
        return found

    def place(
        self, comment: str, how: str | None = None, *, name: str = "main.py", function: str = "<module>"
    ) -> Place:
        """Return a place of the program."""
        return Place(PurePosixPath(name), self.line(comment, name), function, how)

    def observe(self, code: str) -> tuple[Load, ...]:
        """Run `code` as `main.py` on a database with one plan, and return what was loaded."""
        setup = "from app.models import Plan, Session, Spot, fill\nfrom sqlalchemy import select\n"
        self.write("main.py", f"{setup}\nfill()\n{code}")
        return self.run(sys.executable, "-W", "error", "main.py").loads

    def run(self, *command: str, code: int = 0) -> Observed:
        """Run a command in the program's directory, which must end with `code`, and return the record."""
        record = self.root / "observed.json"
        outcome = run(command, record, root=self.root)
        assert outcome.code == code
        observed = read(record)
        assert observed.problems == ()
        return observed
