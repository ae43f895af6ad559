from sqlmodel import Field, Session, SQLModel, func, select


class Point(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    x: int


def count(s: Session) -> int:
    return s.exec(select(func.count()).select_from(Point)).one()


def xs(s: Session) -> list[int]:
    return list(s.exec(select(Point.x).order_by(Point.id)).all())


def options(s: Session) -> dict:
    return {"sep": "-" * count(s)}


def operators(s: Session) -> list:
    return [
        -count(s),
        count(s) ** 2,
        2 ** count(s),
        not count(s),
        1 < count(s) < 3,
        xs(s)[0],
        xs(s)[1:],
        xs(s).index(20),
        count(s) if count(s) > 5 else -1,
        count(s) or None,
        count(s) and "있음",
    ]


def strings(s: Session) -> str:
    return f"{count(s)}개: {xs(s)!r} {count(s):>3} {'+'.join(str(x) for x in xs(s))}"


def statements(s: Session) -> list[str]:
    seen = []
    if (n := count(s)) > 1:
        seen.append(f"walrus {n}")
    for x in xs(s):
        seen.append(f"for {x}")
    while count(s) < 3:
        s.add(Point(x=30))
        s.flush()
    first, *rest = xs(s)
    seen.append(f"star {first} {len(rest)}")
    match count(s):
        case 3:
            seen.append("match")
    seen[0] += f" {count(s)}"
    assert count(s) == 3, xs(s)
    print(*xs(s), **options(s))
    # 여러 줄에 걸친 호출 사슬
    biggest = (
        s.exec(
            select(Point)
            .order_by(Point.x.desc())  # 큰 것부터
            .limit(1)
        )
        .one()
        .x
    )
    return [*seen, str(biggest)]
