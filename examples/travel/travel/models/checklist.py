from sqlmodel import Field, Relationship

from travel.models.common import TimestampMixin
from travel.models.plan import Plan


class Checklist(TimestampMixin, table=True):
    """여행 준비물 한 줄"""

    id: int | None = Field(default=None, primary_key=True)
    plan_id: int = Field(foreign_key="plan.id", ondelete="CASCADE", index=True)
    item: str = Field(max_length=200)
    is_done: bool = False

    plan: Plan = Relationship(back_populates="checklists")
