from sqlalchemy import ForeignKey, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from cart.payments import Base


class Wisher(Base):
    __tablename__ = "wisher"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    wishes: Mapped[list["Wish"]] = relationship(back_populates="wisher")
    gifts: Mapped[list["Gift"]] = relationship(back_populates="wisher")


class Wish(Base):
    __tablename__ = "wish"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    wisher_id: Mapped[int] = mapped_column(ForeignKey("wisher.id"))
    wisher: Mapped[Wisher] = relationship(back_populates="wishes")

    @property
    def label(self) -> str:
        return f"{self.wisher.name}: {self.name}"


class Gift(Base):
    __tablename__ = "gift"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    wisher_id: Mapped[int] = mapped_column(ForeignKey("wisher.id"))
    wisher: Mapped[Wisher] = relationship(back_populates="gifts")

    @property
    def label(self) -> str:
        return f"{self.name} → {self.wisher.name}"


def wishes_of(session: Session, wisher_id: int) -> list[Wish]:
    wisher = session.get(Wisher, wisher_id)
    return wisher.wishes


def gifts_for(session: Session, name: str) -> list[Gift]:
    wisher = session.scalars(select(Wisher).where(Wisher.name == name)).one()
    found = sorted(wisher.gifts, key=lambda gift: gift.name)
    return found
