from typing import Annotated, Generic, Optional, TypeVar

from pydantic import BaseModel, ConfigDict, Field

T = TypeVar("T")


class Model(BaseModel):
    model_config = ConfigDict(from_attributes=True)


class AddressOut(Model):
    id: int


class LineOut(Model):
    id: int
    amount: int


class OrderOut(Model):
    id: int
    lines: list[LineOut]


class OrderBrief(Model):
    id: int
    customer_id: int


class OrderSum(Model):
    id: int
    total: int


class CustomerOut(Model):
    id: int
    name: str
    address: AddressOut


class CustomerFull(CustomerOut):
    orders: Annotated[list[OrderOut], Field(default_factory=list)]


class CustomerOrders(Model):
    name: str
    orders: Optional[list[OrderBrief]] = None


class Page(BaseModel, Generic[T]):
    items: list[T]
    total: int


class OrderIn(BaseModel):
    customer_id: int


class CustomerIn(BaseModel):
    name: str
