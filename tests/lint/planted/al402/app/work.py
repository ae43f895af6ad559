from infrastructure import engine
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

Session = async_sessionmaker(engine, expire_on_commit=False)


async def get_session():
    async with Session() as session:
        yield session


async def log(db: AsyncSession, message):
    await db.flush()


async def log_alone(message):
    async with Session() as db:
        await log(db, message)



class Mailer:
    def __init__(self, db: AsyncSession):
        self.db = db

    async def send(self, number):
        await log(self.db, number)


async def get_mailer():
    async with Session() as session:
        yield Mailer(session)
