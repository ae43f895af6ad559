import asyncio

from alembic import context

from app import jobs


async def migrate_online():
    context.run_migrations(jobs=jobs)


def run_online():
    asyncio.run(migrate_online())


run_online()
