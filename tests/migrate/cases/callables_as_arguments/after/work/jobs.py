from work.unit import Increase, in_transaction, total, twice


async def run(name: str) -> tuple[int, int]:
    await in_transaction(Increase(name, twice(lambda n: n * 2, 1)))
    latest = await in_transaction(lambda session: Increase(name, 1)(session))
    return latest, await in_transaction(total)
