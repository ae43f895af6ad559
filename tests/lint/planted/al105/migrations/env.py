import asyncio

from alembic import context


async def migrate_online():
    context.run_migrations()


def run_online():
    asyncio.run(migrate_online())


run_online()
