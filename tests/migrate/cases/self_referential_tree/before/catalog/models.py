from typing import List, Optional

from sqlmodel import Field, Relationship, SQLModel


class Category(SQLModel, table=True):
    id: Optional[int] = Field(default=None, primary_key=True)
    name: str
    parent_id: Optional[int] = Field(default=None, foreign_key="category.id")

    parent: Optional["Category"] = Relationship(
        back_populates="children", sa_relationship_kwargs={"remote_side": "Category.id"}
    )
    children: List["Category"] = Relationship(
        back_populates="parent", sa_relationship_kwargs={"order_by": "Category.id"}
    )


class Menu(SQLModel, table=True):
    """양쪽 방향을 모두 속성이 읽는다."""

    id: Optional[int] = Field(default=None, primary_key=True)
    name: str
    parent_id: Optional[int] = Field(default=None, foreign_key="menu.id")

    parent: Optional["Menu"] = Relationship(
        back_populates="children", sa_relationship_kwargs={"remote_side": "Menu.id"}
    )
    children: List["Menu"] = Relationship(back_populates="parent")

    def __str__(self) -> str:
        return f"{self.parent}/{self.name}" if self.parent else self.name

    def __len__(self) -> int:
        return 1 + sum(len(child) for child in self.children)
