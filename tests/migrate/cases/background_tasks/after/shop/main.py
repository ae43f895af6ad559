import asyncio
from concurrent.futures import ThreadPoolExecutor

from fastapi import BackgroundTasks, Depends, FastAPI
from sqlalchemy.ext.asyncio import AsyncSession

from shop.db import Base, Order, engine, get_db
from shop.tasks import count_unsent, send_receipt, write_line


async def create_tables():
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)


with ThreadPoolExecutor() as threads:
    threads.submit(asyncio.run, create_tables()).result()
with ThreadPoolExecutor() as threads:
    UNSENT = threads.submit(asyncio.run, count_unsent()).result()  # 시작할 때 남은 것

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
