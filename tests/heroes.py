"""Two small tables for the tests of sessions: heroes and their teams."""

from typing import TYPE_CHECKING

from sqlmodel import Field, Relationship, SQLModel, func, select

if TYPE_CHECKING:
    from aiolift import Database


class Team(SQLModel, table=True):
    """A team of heroes."""

    __tablename__ = "team"
    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(max_length=50, unique=True)
    heroes: list["Hero"] = Relationship(back_populates="team")


class Hero(SQLModel, table=True):
    """A hero, who may belong to a team."""

    __tablename__ = "hero"
    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(max_length=50, unique=True)
    power: int = 0
    team_id: int | None = Field(default=None, foreign_key="team.id")
    team: Team | None = Relationship(back_populates="heroes")


async def create_heroes(db: "Database", *names: str) -> None:
    """Create both tables, and heroes of these names with the ids 1, 2, …"""
    async with db.engine.begin() as connection:
        await connection.run_sync(SQLModel.metadata.create_all, tables=[Team.__table__, Hero.__table__])
    async with db.session() as session:
        session.add_all([Hero(id=number, name=name) for number, name in enumerate(names, start=1)])


async def hero_names(db: "Database") -> list[str]:
    """Return the names of the heroes that are committed."""
    async with db.reader() as session:
        return list((await session.exec(select(Hero.name).order_by(Hero.id))).all())


async def count_heroes(db: "Database") -> int:
    """Return the number of heroes that are committed."""
    async with db.reader() as session:
        return (await session.exec(select(func.count()).select_from(Hero))).one()


def checked_out(db: "Database") -> int:
    """Return how many connections are in use."""
    return db.engine.pool.checkedout()
