"""DB 와 상관없는 계산. session.commit() 이라는 글자가 있어도 코드가 아니다."""


class Session:
    """세션이라는 이름의 다른 것: 게임 한 판"""

    def __init__(self):
        self.moves = []

    def execute(self, move):
        self.moves.append(move)
        return self

    def commit(self):
        return len(self.moves)

    def first(self):
        return self.moves[0]


def times_table(n):
    return [n * i for i in range(1, 10)]


def play():
    session = Session()
    session.execute("a")
    return session.execute("b").first(), session.commit()
