from datetime import date
from typing import TYPE_CHECKING, Optional

from sqlmodel import Field, Relationship, SQLModel

from travel.models.common import TimestampMixin
from travel.models.spot import Spot

if TYPE_CHECKING:
    from travel.models.checklist import Checklist
    from travel.models.member import Member
    from travel.models.region import AdministrativeDivision


class Plan(TimestampMixin, table=True):
    id: int | None = Field(default=None, primary_key=True)
    title: str = Field(max_length=100)
    start_date: date
    end_date: date
    is_public: bool = False
    share_code: str | None = Field(default=None, max_length=32, unique=True)

    member_id: int = Field(foreign_key="member.id", index=True)
    division_id: int | None = Field(default=None, foreign_key="administrative_division.id")

    member: "Member" = Relationship(back_populates="plans")
    division: Optional["AdministrativeDivision"] = Relationship(back_populates="plans")
    plan_spots: list["PlanSpot"] = Relationship(
        back_populates="plan",
        sa_relationship_kwargs={
            "cascade": "all, delete-orphan",
            "order_by": "PlanSpot.day, PlanSpot.order_no",
        },
    )
    checklists: list["Checklist"] = Relationship(
        back_populates="plan",
        cascade_delete=True,
        sa_relationship_kwargs={"order_by": "Checklist.id"},
    )

    @property
    def days(self) -> int:
        """여행 일수 (당일치기는 1)"""
        return (self.end_date - self.start_date).days + 1


class PlanSpot(SQLModel, table=True):
    __tablename__ = "plan_spot"

    id: int | None = Field(default=None, primary_key=True)
    plan_id: int = Field(foreign_key="plan.id", ondelete="CASCADE", index=True)
    spot_id: int = Field(foreign_key="spot.id", index=True)
    day: int = 1
    order_no: int = 1  # order 는 예약어라서 order_no
    memo: str | None = Field(default=None, max_length=500)

    plan: Plan = Relationship(back_populates="plan_spots")
    spot: Spot = Relationship(back_populates="plan_spots")
