from typing import Optional

from sqlmodel import Field, Relationship, SQLModel


class Customer(SQLModel, table=True):
    id: Optional[int] = Field(default=None, primary_key=True)
    name: str
    grade: str = "일반"


class Order(SQLModel, table=True):
    __tablename__ = "orders"

    id: Optional[int] = Field(default=None, primary_key=True)
    memo: str = ""
    customer_id: int = Field(foreign_key="customer.id")

    customer: Customer = Relationship()
    payments: list["Payment"] = Relationship(back_populates="order")


class Payment(SQLModel, table=True):
    id: Optional[int] = Field(default=None, primary_key=True)
    amount: int
    order_id: int = Field(foreign_key="orders.id")

    order: Order = Relationship(back_populates="payments")
