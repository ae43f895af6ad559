from fastapi import BackgroundTasks, Depends, FastAPI
from sqlalchemy.orm import Session

from shop.db import Base, Order, engine, get_db
from shop.tasks import count_unsent, send_receipt, write_line

Base.metadata.create_all(engine)
UNSENT = count_unsent()  # 시작할 때 남은 것

app = FastAPI()


@app.post("/orders")
def create_order(item: str, background_tasks: BackgroundTasks, db: Session = Depends(get_db)):
    order = Order(item=item)
    db.add(order)
    db.commit()
    db.refresh(order)
    background_tasks.add_task(send_receipt, order.id)
    background_tasks.add_task(write_line, text=f"주문 {order.id}")
    return {"id": order.id}


@app.get("/orders/{order_id}")
def read_order(order_id: int, db: Session = Depends(get_db)):
    return {"mailed": db.get(Order, order_id).mailed}
