from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from report.models import Customer, Payment


class Statement:
    """고객 한 사람의 결제 내역서."""

    title = "내역서"

    @classmethod
    async def create(cls, session: AsyncSession, customer_id: int, currency: str = "원"):
        self = cls.__new__(cls)
        self.session = session
        self.currency = currency
        self.customer = await session.get(Customer, customer_id)
        if self.customer is None:
            raise LookupError(customer_id)
        self.payments = (await session.scalars(select(Payment).where(Payment.customer_id == customer_id))).all()
        return self

    def total(self) -> int:
        return sum(payment.amount for payment in self.payments)

    def render(self) -> str:
        return f"{self.title}: {self.customer.name} {self.total()}{self.currency}"


async def statements(session: AsyncSession, ids: list[int]) -> list[str]:
    return [(await Statement.create(session, pk)).render() for pk in ids]
