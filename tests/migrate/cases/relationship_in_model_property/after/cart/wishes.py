from sqlalchemy import ForeignKey, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column, relationship, selectinload

from cart.payments import Base


class Wisher(Base):
    __tablename__ = "wisher"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    wishes: Mapped[list["Wish"]] = relationship(back_populates="wisher", lazy="selectin")
    gifts: Mapped[list["Gift"]] = relationship(back_populates="wisher")


class Wish(Base):
    __tablename__ = "wish"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    wisher_id: Mapped[int] = mapped_column(ForeignKey("wisher.id"))
    wisher: Mapped[Wisher] = relationship(back_populates="wishes", lazy="selectin", join_depth=2)

    @property
    def label(self) -> str:
        return f"{self.wisher.name}: {self.name}"


class Gift(Base):
    __tablename__ = "gift"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    wisher_id: Mapped[int] = mapped_column(ForeignKey("wisher.id"))
    wisher: Mapped[Wisher] = relationship(back_populates="gifts", lazy="selectin")

    @property
    def label(self) -> str:
        return f"{self.name} → {self.wisher.name}"


async def wishes_of(session: AsyncSession, wisher_id: int) -> list[Wish]:
    wisher = await session.get(Wisher, wisher_id)
    return wisher.wishes


async def gifts_for(session: AsyncSession, name: str) -> list[Gift]:
    wisher = (await session.scalars(select(Wisher).options(selectinload(Wisher.gifts).selectinload(Gift.wisher)).where(Wisher.name == name))).one()
    found = sorted(wisher.gifts, key=lambda gift: gift.name)
    return found
