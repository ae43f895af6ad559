from zoo import animals, files
from zoo.animals import load as load_animal
from zoo.files import load


def both(session, path) -> list[str]:
    def get(key):
        return path[key]

    return [load_animal(session), load(path), get("name"), animals.get(session, 1).name, files.get(path, "name")]


def repositories(session, path) -> list[str]:
    first = animals.Repository(session)
    second = files.Repository(path)
    return [first.load(), second.load()]
