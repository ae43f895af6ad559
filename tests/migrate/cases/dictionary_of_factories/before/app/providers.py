from sqlmodel import Session, create_engine

from app.orders import Mailer, OrderRepository, ReminderService

engine = create_engine("sqlite://")

providers = {
    "mailer": Mailer,
    "session": lambda: Session(engine),
    "orders": lambda: OrderRepository(provide("session")),
    "reminders": lambda: ReminderService(provide("orders"), provide("mailer")),
}


def provide(name):
    return providers[name]()


def remind_everyone() -> int:
    return provide("reminders").run()
