"""지하철역을 한꺼번에 넣는다."""
from sqlalchemy import select

from app.models import Station


class Importer:
    def __init__(self, session_factory, chunk=2):
        self.Session = session_factory
        self.chunk = chunk

    async def load(self, rows):
        async with self.Session() as session:
            for start in range(0, len(rows), self.chunk):
                await session.run_sync(
                    lambda session: session.bulk_insert_mappings(Station, rows[start : start + self.chunk])
                )
            await session.commit()

    async def save(self, stations):
        session = self.Session()
        try:
            await session.run_sync(lambda session: session.bulk_save_objects(stations, return_defaults=True))
            await session.commit()
        except Exception:
            await session.rollback()
            raise
        finally:
            await session.close()
        return [station.id for station in stations]

    async def names(self, line):
        async with self.Session() as session:
            return [name for name, in await session.execute(select(Station.name).filter_by(line=line).order_by(Station.id))]
