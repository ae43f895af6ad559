import pytest


@pytest.mark.parametrize("user_id, status", [(1, 200), (999, 404)])
def test_read(client, user_id, status):
    assert client.get(f"/users/{user_id}").status_code == status
