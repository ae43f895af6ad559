def get(path: dict, key: str) -> str:
    return path[key]


def load(path: dict) -> str:
    """같은 이름이지만 파일만 읽는다."""
    return get(path, "name")


class Repository:
    def __init__(self, path: dict):
        self.path = path

    def load(self) -> str:
        return load(self.path)
