from sqlalchemy import func, select

from shop.db import Base, Item, engine, session_context


def main():
    Base.metadata.drop_all(engine)
    Base.metadata.create_all(engine)
    with session_context() as session:
        session.add_all([Item(name="연필"), Item(name="공책")])
        session.commit()


def count() -> int:
    with session_context() as session:
        return session.scalar(select(func.count(Item.id)))


if __name__ == "__main__":
    main()
