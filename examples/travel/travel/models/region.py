from typing import TYPE_CHECKING

from sqlmodel import Field, Relationship, SQLModel, UniqueConstraint

if TYPE_CHECKING:
    from travel.models.plan import Plan
    from travel.models.spot import Spot


class AdministrativeDivision(SQLModel, table=True):
    """시/도, 시/군/구. 시/도 자신은 두 값이 같은 행으로 들어 있다."""

    __tablename__ = "administrative_division"
    __table_args__ = (UniqueConstraint("city_province", "city_county", name="uq_administrative_division"),)

    id: int | None = Field(default=None, primary_key=True)
    city_province: str = Field(max_length=50, index=True)
    city_county: str = Field(max_length=50)

    spots: list["Spot"] = Relationship(back_populates="division")
    plans: list["Plan"] = Relationship(back_populates="division")

    def __str__(self) -> str:
        if self.city_province == self.city_county:
            return self.city_province
        return f"{self.city_province} {self.city_county}"
