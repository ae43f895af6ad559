from sqlalchemy import ForeignKey, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, relationship


class Base(DeclarativeBase):
    pass


class Payment(Base):
    __tablename__ = "payment"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    amount: Mapped[int]
    __mapper_args__ = {"polymorphic_on": "kind", "polymorphic_identity": "cash"}

    @property
    def receipt(self) -> str:
        return f"{self.amount}원"


class Refund(Base):
    __tablename__ = "refund"

    id: Mapped[int] = mapped_column(primary_key=True)
    card_id: Mapped[int] = mapped_column(ForeignKey("card.id"))
    amount: Mapped[int]


class Card(Payment):
    __tablename__ = "card"

    id: Mapped[int] = mapped_column(ForeignKey("payment.id"), primary_key=True)
    bank: Mapped[str]
    refunds: Mapped[list[Refund]] = relationship()
    __mapper_args__ = {
        "polymorphic_identity": "card",
    }

    @property
    def receipt(self) -> str:
        refunded = sum(refund.amount for refund in self.refunds)
        return f"{super().receipt} {self.bank}" + (f" -{refunded}" if refunded else "")


class Voucher(Payment):
    """같은 테이블의 하위 클래스."""

    code: Mapped[str | None]
    __mapper_args__ = {"polymorphic_identity": "voucher"}

    @property
    def receipt(self) -> str:
        return f"{super().receipt} #{self.code}"


def receipts(session: Session) -> list[str]:
    return [payment.receipt for payment in session.scalars(select(Payment).order_by(Payment.id))]


def codes(session: Session) -> list[str]:
    found = []
    for payment in session.scalars(select(Payment).order_by(Payment.id)).all():
        match payment:
            case Voucher(code=str() as code):
                found.append(code)
    return found
