from fastapi import BackgroundTasks, Depends, FastAPI
from sqlalchemy.orm import Session

from shop.db import Order, get_db
from shop.tasks import send_receipt, write_line

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
