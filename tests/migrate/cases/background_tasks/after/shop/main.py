from fastapi import BackgroundTasks, Depends, FastAPI
from sqlalchemy.ext.asyncio import AsyncSession

from shop.db import Order, get_db
from shop.tasks import send_receipt, write_line

app = FastAPI()


@app.post("/orders")
async def create_order(item: str, background_tasks: BackgroundTasks, db: AsyncSession = Depends(get_db)):
    order = Order(item=item)
    db.add(order)
    await db.commit()
    await db.refresh(order)
    background_tasks.add_task(send_receipt, order.id)
    background_tasks.add_task(write_line, text=f"주문 {order.id}")
    return {"id": order.id}


@app.get("/orders/{order_id}")
async def read_order(order_id: int, db: AsyncSession = Depends(get_db)):
    return {"mailed": (await db.get(Order, order_id)).mailed}
