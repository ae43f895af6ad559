from typing import Optional

from sqlalchemy.ext.asyncio import AsyncAttrs
from sqlmodel import Field, Relationship, SQLModel


class Customer(SQLModel, AsyncAttrs, table=True):
    id: Optional[int] = Field(default=None, primary_key=True)
    name: str
    grade: str = "일반"


class Order(SQLModel, AsyncAttrs, table=True):
    __tablename__ = "orders"

    id: Optional[int] = Field(default=None, primary_key=True)
    memo: str = ""
    customer_id: int = Field(foreign_key="customer.id")

    customer: Customer = Relationship()
    payments: list["Payment"] = Relationship(back_populates="order", sa_relationship_kwargs={"lazy": "selectin", "join_depth": 10})


class Payment(SQLModel, AsyncAttrs, table=True):
    id: Optional[int] = Field(default=None, primary_key=True)
    amount: int
    order_id: int = Field(foreign_key="orders.id")

    order: Order = Relationship(back_populates="payments")
