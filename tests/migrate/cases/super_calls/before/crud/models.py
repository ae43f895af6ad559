from datetime import datetime

from sqlmodel import Field, SQLModel


class Post(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    title: str
    deleted: bool = False


class AuditLog(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    action: str
    at: str = Field(default_factory=lambda: datetime(2024, 1, 1).isoformat())
