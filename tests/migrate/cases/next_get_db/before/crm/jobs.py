from sqlalchemy import func, select

from crm.database import Customer, get_db


def promote(customer_id: int) -> str:
    db = next(get_db())
    customer = db.get(Customer, customer_id)
    if customer is None:
        raise LookupError(customer_id)
    customer.grade = "우수"
    db.commit()
    return customer.grade


def count_customers() -> int:
    with next(get_db()) as session:
        return session.scalar(select(func.count()).select_from(Customer))


def add_customer(name: str) -> int:
    generator = get_db()
    db = next(generator)
    try:
        customer = Customer(name=name)
        db.add(customer)
        db.commit()
        return customer.id
    finally:
        generator.close()


def names() -> list[str]:
    for db in get_db():
        return list(db.scalars(select(Customer.name).order_by(Customer.id)))
