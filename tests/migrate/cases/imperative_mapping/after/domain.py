class Spot:
    def __init__(self, name: str):
        self.name = name


class Plan:
    """A plan of the domain; it knows nothing of a database."""

    def __init__(self, title: str):
        self.title = title
        self.spots: list[Spot] = []

    def visit(self, spot: Spot) -> None:
        if all(spot.name != known.name for known in self.spots):
            self.spots.append(spot)
