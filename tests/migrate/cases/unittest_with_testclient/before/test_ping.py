from unittest import TestCase

from fastapi.testclient import TestClient
from sqlmodel import Session, SQLModel, create_engine
from sqlmodel.pool import StaticPool

from ping import Hit, app, get_session


class PingTests(TestCase):
    def setUp(self):
        self.engine = create_engine("sqlite://", connect_args={"check_same_thread": False}, poolclass=StaticPool)
        SQLModel.metadata.create_all(self.engine)
        self.addCleanup(self.engine.dispose)
        app.dependency_overrides[get_session] = self.get_session
        self.addCleanup(app.dependency_overrides.clear)
        self.client = TestClient(app)

    def get_session(self):
        with Session(self.engine) as session:
            yield session

    def test_counts(self):
        with Session(self.engine) as session:
            session.add(Hit(path="/a"))
            session.commit()
        assert self.client.post("/hits?path=/a").json() == 2
        self.assertEqual(self.client.post("/hits", params={"path": "/b"}).json(), 1)

    def test_path_is_needed(self):
        response = self.client.post("/hits")
        self.assertEqual(response.status_code, 422)
