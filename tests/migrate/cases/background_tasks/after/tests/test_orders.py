import pytest
from httpx import ASGITransport, AsyncClient

from shop import tasks
from shop.db import Order, SessionLocal
from shop.main import UNSENT, app


@pytest.fixture
def client():
    return AsyncClient(
        transport=ASGITransport(app=app),
        base_url="http://testserver",
        follow_redirects=True,
    )


async def test_receipt_is_sent_after_the_answer(client):
    order_id = (await client.post("/orders", params={"item": "책"})).json()["id"]
    assert (await client.get(f"/orders/{order_id}")).json() == {"mailed": True}
    assert tasks.lines == [f"주문 {order_id}"]


async def test_the_task_alone():
    assert UNSENT == 0
    async with SessionLocal.begin() as db:
        db.add(Order(id=7, item="펜"))
    await tasks.send_receipt(7)
    async with SessionLocal() as db:
        assert (await db.get(Order, 7)).mailed
