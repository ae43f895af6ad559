from sqlalchemy import select
from sqlalchemy.orm import Session

from report.models import Customer, Payment


class Statement:
    """고객 한 사람의 결제 내역서."""

    title = "내역서"

    def __init__(self, session: Session, customer_id: int, currency: str = "원"):
        self.session = session
        self.currency = currency
        self.customer = session.get(Customer, customer_id)
        if self.customer is None:
            raise LookupError(customer_id)
        self.payments = session.scalars(select(Payment).where(Payment.customer_id == customer_id)).all()

    def total(self) -> int:
        return sum(payment.amount for payment in self.payments)

    def render(self) -> str:
        return f"{self.title}: {self.customer.name} {self.total()}{self.currency}"


def statements(session: Session, ids: list[int]) -> list[str]:
    return [Statement(session, pk).render() for pk in ids]
