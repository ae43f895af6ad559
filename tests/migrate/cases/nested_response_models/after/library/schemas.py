from pydantic import BaseModel, ConfigDict


class BookOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    title: str


class ShelfOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    label: str
    books: list[BookOut] = []


class BranchOut(BaseModel):
    """지점 하나와 그 안의 모든 것"""

    model_config = ConfigDict(from_attributes=True)

    id: int
    name: str
    shelves: list[ShelfOut]


class Page(BaseModel):
    total: int
    items: list[BranchOut]
