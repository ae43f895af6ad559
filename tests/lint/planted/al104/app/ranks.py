async def rank(spot):
    return spot.rank


def plain(spot):
    return spot.name


class Ranking:
    async def of(self, spot):
        return spot.rank

    async def __call__(self, spot):
        return spot.rank
