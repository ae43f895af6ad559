from sqlalchemy import ForeignKey, func, select
from sqlalchemy.ext.associationproxy import association_proxy
from sqlalchemy.ext.asyncio import AsyncAttrs
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import DeclarativeBase, Mapped, deferred, mapped_column, relationship


class Base(AsyncAttrs, DeclarativeBase):
    pass


class Customer(Base):
    __tablename__ = "customer"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    photo: Mapped[bytes] = deferred(mapped_column())
    orders: Mapped[list["Order"]] = relationship(back_populates="customer")
    address: Mapped["Address"] = relationship(lazy="joined")
    order_numbers = association_proxy("orders", "id")
    referrer_id: Mapped[int | None] = mapped_column(ForeignKey("customer.id"))
    referred: Mapped[list["Customer"]] = relationship()

    def spent(self) -> int:
        return len(self.orders)

    @property
    def label(self) -> str:
        return f"{self.name}, {self.address.id}"


class Address(Base):
    __tablename__ = "address"
    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id"))


class Order(Base):
    __tablename__ = "orders"
    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id"))
    customer: Mapped[Customer] = relationship(back_populates="orders")
    lines: Mapped[list["Line"]] = relationship(back_populates="order")

    @hybrid_property
    def total(self):
        return sum(line.amount for line in self.lines)

    @total.expression
    def total(cls):
        return select(func.sum(Line.amount)).where(Line.order_id == cls.id).scalar_subquery()


class Line(Base):
    __tablename__ = "line"
    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"))
    amount: Mapped[int]
    order: Mapped[Order] = relationship(back_populates="lines")

    def __repr__(self):
        return f"{self.amount} of {self.order.id}"

    @property
    def buyer(self):
        return self.order.customer

    @property
    def heading(self):
        return f"{self.amount} for {self.buyer.name}"
