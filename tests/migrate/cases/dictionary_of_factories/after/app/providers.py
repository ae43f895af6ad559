from sqlalchemy.ext.asyncio import create_async_engine
from sqlmodel.ext.asyncio.session import AsyncSession

from app.orders import Mailer, OrderRepository, ReminderService

engine = create_async_engine("sqlite+aiosqlite://")

providers = {
    "mailer": Mailer,
    "session": lambda: AsyncSession(engine, expire_on_commit=False),
    "orders": lambda: OrderRepository(provide("session")),
    "reminders": lambda: ReminderService(provide("orders"), provide("mailer")),
}


def provide(name):
    return providers[name]()


async def remind_everyone() -> int:
    return await provide("reminders").run()
