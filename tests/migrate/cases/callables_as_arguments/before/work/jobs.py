from work.unit import Increase, in_transaction, total, twice


def run(name: str) -> tuple[int, int]:
    in_transaction(Increase(name, twice(lambda n: n * 2, 1)))
    latest = in_transaction(lambda session: Increase(name, 1)(session))
    return latest, in_transaction(total)
