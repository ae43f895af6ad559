import requests


def make_session() -> requests.Session:
    session = requests.Session()
    session.headers["User-Agent"] = "fetch"
    return session


def download(session: requests.Session, url: str) -> str:
    # 데이터베이스 세션이 아니라 requests의 세션이다
    return session.get(url, timeout=3).text


class Cache:
    """get, add, delete, execute, commit: same names, no database."""

    def __init__(self):
        self.values = {}

    def get(self, key):
        return self.values.get(key)

    def add(self, key, value):
        self.values[key] = value

    def delete(self, key):
        self.values.pop(key, None)

    def execute(self, command):
        return getattr(self, command[0])(*command[1:])

    def commit(self):
        return len(self.values)
