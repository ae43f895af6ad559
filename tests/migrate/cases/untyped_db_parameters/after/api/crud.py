from sqlalchemy import select

from api.models import User


# 매개변수에 타입이 없다: 누가 무엇을 넘기는지는 호출하는 쪽에서만 알 수 있다
async def get_user(db, user_id):
    return (await db.scalars(select(User).filter(User.id == user_id).limit(1))).first()


async def get_users(db, skip=0, limit=100):
    return (await db.scalars(select(User).offset(skip).limit(limit))).all()


async def create_user(db, email):
    user = User(email=email)
    return await save(db, user)


async def save(db, obj):
    db.add(obj)
    await db.commit()
    await db.refresh(obj)
    return obj


def remember(db, key, value):
    """`db` here is a dictionary: a cache, not a session."""
    db[key] = value
    db.update(last=key)
    return db.get(key)
