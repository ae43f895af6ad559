from typing import Optional

from sqlmodel import Field, Relationship, SQLModel


class Item(SQLModel, table=True):
    id: Optional[int] = Field(default=None, primary_key=True)
    name: str
    price: int
    quantity: int = 1
    cart_id: Optional[int] = Field(default=None, foreign_key="cart.id")

    @property
    def subtotal(self) -> int:
        return self.price * self.quantity


class Cart(SQLModel, table=True):
    id: Optional[int] = Field(default=None, primary_key=True)
    owner: str

    items: list[Item] = Relationship()

    @property
    def total(self) -> int:
        """담긴 것의 합계. 5만원부터 배송비가 없다."""
        goods = sum(item.subtotal for item in self.items)
        return goods if goods >= 50_000 else goods + 3_000

    @property
    def is_empty(self) -> bool:
        return not self.items
