from typing import TYPE_CHECKING, Optional

from sqlalchemy import Double, Text
from sqlmodel import Field, Relationship, SQLModel, UniqueConstraint

from travel.models.common import TimestampMixin

if TYPE_CHECKING:
    from travel.models.member import Member
    from travel.models.plan import PlanSpot
    from travel.models.region import AdministrativeDivision


class Spot(TimestampMixin, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(max_length=100, index=True)
    address: str = Field(max_length=255)
    description: str | None = Field(default=None, sa_type=Text)
    latitude: float | None = Field(default=None, sa_type=Double)
    longitude: float | None = Field(default=None, sa_type=Double)
    view_count: int = 0

    division_id: int = Field(foreign_key="administrative_division.id", index=True)
    member_id: int | None = Field(default=None, foreign_key="member.id")

    division: "AdministrativeDivision" = Relationship(back_populates="spots")
    member: Optional["Member"] = Relationship(back_populates="spots")
    tags: list["SpotTag"] = Relationship(
        back_populates="spot",
        sa_relationship_kwargs={"cascade": "all, delete-orphan", "order_by": "SpotTag.name"},
    )
    plan_spots: list["PlanSpot"] = Relationship(back_populates="spot", sa_relationship_kwargs={"viewonly": True})

    @property
    def tag_names(self) -> list[str]:
        return [tag.name for tag in self.tags]


class SpotTag(SQLModel, table=True):
    __tablename__ = "spot_tag"
    __table_args__ = (UniqueConstraint("spot_id", "name", name="uq_spot_tag"),)

    id: int | None = Field(default=None, primary_key=True)
    spot_id: int = Field(foreign_key="spot.id", ondelete="CASCADE")
    name: str = Field(max_length=30, index=True)

    spot: Spot = Relationship(back_populates="tags")
