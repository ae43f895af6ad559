from functools import cached_property

from sqlmodel import Field, Session, SQLModel, func, select


class Author(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str

    @property
    def initial(self) -> str:
        return self.name[0]


class Story(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    author_id: int
    title: str


class Profile:
    def __init__(self, session: Session, author: Author):
        self.session = session
        self.author = author

    @property
    def story_count(self) -> int:
        query = select(func.count()).select_from(Story).where(Story.author_id == self.author.id)
        return self.session.exec(query).one()

    @property
    def is_new(self) -> bool:
        return self.story_count == 0

    @cached_property
    def label(self) -> str:
        return f"{self.author.name} ({self.author.initial})"

    def describe(self) -> str:
        if self.is_new:
            return f"{self.label}: 신인"
        return f"{self.label}: {self.story_count}편"
