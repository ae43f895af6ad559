"""지하철역을 한꺼번에 넣는다."""
from app.models import Station


class Importer:
    def __init__(self, session_factory, chunk=2):
        self.Session = session_factory
        self.chunk = chunk

    def load(self, rows):
        with self.Session() as session:
            for start in range(0, len(rows), self.chunk):
                session.bulk_insert_mappings(Station, rows[start : start + self.chunk])
            session.commit()

    def save(self, stations):
        session = self.Session()
        try:
            session.bulk_save_objects(stations, return_defaults=True)
            session.commit()
        except Exception:
            session.rollback()
            raise
        finally:
            session.close()
        return [station.id for station in stations]

    def names(self, line):
        with self.Session() as session:
            return [name for name, in session.query(Station.name).filter_by(line=line).order_by(Station.id)]
