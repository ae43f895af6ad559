from api import Tag


def test_create(client, session):
    assert client.post("/tags?name=바다").json() == 1
    assert client.post("/tags?name=산").json() == 2
    assert [tag.name for tag in session.query(Tag)] == ["바다", "산"]


def test_again_from_nothing(client):
    assert client.post("/tags?name=강").json() == 1
