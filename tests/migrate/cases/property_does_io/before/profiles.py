import re
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

    @property
    def group(self) -> Author | None:
        return self.session.exec(select(Author).where(Author.name == "동인")).first()

    def group_name(self) -> str:
        return self.group.name if self.group else ""

    @cached_property
    def label(self) -> str:
        return f"{self.author.name} ({self.author.initial})"

    def describe(self) -> str:
        if self.is_new:
            return f"{self.label}: 신인"
        return f"{self.label}: {self.story_count}편"


class Badge:
    def __init__(self, group: str):
        self.group = group  # 다른 클래스의 속성이다

    def year(self, pattern) -> str:
        return pattern.search(self.group).group(0)


def badge_year(group: str) -> str:
    return Badge(group).year(re.compile(r"\d+"))
