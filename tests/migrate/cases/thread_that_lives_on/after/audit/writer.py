import queue
import threading

from sqlmodel import Session

from audit.db import Event, sync_engine


class AuditWriter:
    """요청을 늦추지 않으려고 따로 도는 스레드에서 적는다."""

    def __init__(self):
        self.queue = queue.Queue()
        self.thread = threading.Thread(target=self._run, name="audit", daemon=True)

    def start(self):
        self.thread.start()

    def write(self, name: str) -> None:
        self.queue.put(name)

    def stop(self):
        self.queue.put(None)
        self.thread.join(timeout=10)

    def _run(self):
        while (name := self.queue.get()) is not None:
            with Session(sync_engine) as session:
                session.add(Event(name=name))
                session.commit()
