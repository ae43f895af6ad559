import fastapi
from fastapi.encoders import jsonable_encoder
from sqlalchemy.ext.asyncio import AsyncSession

from blog.api import Db
from blog.models import Customer, Line, Order
from blog.schemas import (
    CustomerIn,
    CustomerOrders,
    LineOut,
    OrderBrief,
    OrderIn,
    OrderOut,
)

router = fastapi.APIRouter()


class Store:
    def __init__(self, model):
        self.model = model

    async def create(self, db: AsyncSession, values):
        made = self.model(**values.model_dump())
        db.add(made)
        await db.commit()
        await db.refresh(made)
        return made


async def keep(db: AsyncSession, thing):
    db.add(thing)
    await db.flush()


@router.post("/orders", response_model=OrderOut)
async def order(db: Db, body: OrderIn):
    made = Order(customer_id=body.customer_id)
    db.add(made)
    await db.commit()
    await db.refresh(made)
    return made  # plant: AL302


@router.post("/orders/kept")
async def kept(db: Db, body: OrderIn) -> OrderOut:
    made = Order(**body.model_dump())
    await keep(db, made)
    return made  # plant: AL302


@router.post("/customers", response_model=CustomerOrders)
async def customer(db: Db, body: CustomerIn):
    return await Store(Customer).create(db, body)  # plant: AL302


@router.post("/customers/encoded")
async def encoded(db: Db, body: CustomerIn):
    values = jsonable_encoder(body)
    made = Customer(**values)
    db.add_all([made])
    await db.flush()
    return CustomerOrders.model_validate(made)  # plant: AL302


@router.post("/orders/brief", response_model=OrderBrief)
async def brief(db: Db, body: OrderIn):
    made = Order(customer_id=body.customer_id)
    db.add(made)
    await db.commit()
    return made


@router.post("/orders/refreshed", response_model=OrderOut)
async def refreshed(db: Db, body: OrderIn):
    made = Order(customer_id=body.customer_id)
    db.add(made)
    await db.commit()
    await db.refresh(made, ["id", "lines"])
    return made


@router.post("/orders/filled", response_model=OrderOut)
async def filled(db: Db, body: OrderIn):
    made = Order(customer_id=body.customer_id, lines=[Line(amount=1)])
    db.add(made)
    await db.flush()
    return made


@router.post("/orders/grown", response_model=OrderOut)
async def grown(db: Db, body: OrderIn):
    made = Order(customer_id=body.customer_id)
    made.lines.append(Line(amount=1))
    db.add(made)
    await db.flush()
    return made


@router.post("/orders/other-side", response_model=OrderOut)
async def other_side(db: Db, body: OrderIn):
    made = Order(customer_id=body.customer_id)
    db.add(made)
    db.add(Line(amount=2, order=made))
    await db.flush()
    return made


@router.post("/orders/draft", response_model=OrderOut)
async def draft(db: Db, body: OrderIn):
    made = Order(id=0, customer_id=body.customer_id)
    db.add(Line(amount=3, order_id=body.customer_id))
    await db.flush()
    return made  # it was never stored: its lines are an empty list


@router.post("/orders/early")
async def early(db: Db, body: OrderIn):
    made = Order(id=7, customer_id=body.customer_id)
    shown = OrderOut.model_validate(made)
    db.add(made)
    await db.commit()
    return shown


@router.post("/lines", response_model=LineOut)
async def line(db: Db, body: OrderIn):
    made = Line(amount=1, order_id=body.customer_id)
    db.add(made)
    await db.commit()
    await db.refresh(made)
    return made
