from pydantic import BaseModel, Field


class ChecklistCreate(BaseModel):
    item: str = Field(min_length=1, max_length=200)


class ChecklistBulkCreate(BaseModel):
    items: list[str]


class ChecklistUpdate(BaseModel):
    item: str | None = Field(default=None, min_length=1, max_length=200)
    is_done: bool | None = None


class ChecklistResponse(BaseModel):
    id: int
    item: str
    is_done: bool


class ChecklistProgress(BaseModel):
    total: int
    done: int
    items: list[ChecklistResponse]
