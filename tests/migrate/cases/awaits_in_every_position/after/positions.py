from sqlmodel import Field, SQLModel, func, select
from sqlmodel.ext.asyncio.session import AsyncSession


class Point(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    x: int


async def count(s: AsyncSession) -> int:
    return (await s.exec(select(func.count()).select_from(Point))).one()


async def xs(s: AsyncSession) -> list[int]:
    return list((await s.exec(select(Point.x).order_by(Point.id))).all())


async def options(s: AsyncSession) -> dict:
    return {"sep": "-" * await count(s)}


async def operators(s: AsyncSession) -> list:
    return [
        -await count(s),
        await count(s) ** 2,
        2 ** await count(s),
        not await count(s),
        1 < await count(s) < 3,
        (await xs(s))[0],
        (await xs(s))[1:],
        (await xs(s)).index(20),
        await count(s) if await count(s) > 5 else -1,
        await count(s) or None,
        await count(s) and "있음",
    ]


async def strings(s: AsyncSession) -> str:
    return f"{await count(s)}개: {await xs(s)!r} {await count(s):>3} {'+'.join(str(x) for x in await xs(s))}"


async def statements(s: AsyncSession) -> list[str]:
    seen = []
    if (n := await count(s)) > 1:
        seen.append(f"walrus {n}")
    for x in await xs(s):
        seen.append(f"for {x}")
    while await count(s) < 3:
        s.add(Point(x=30))
        await s.flush()
    first, *rest = await xs(s)
    seen.append(f"star {first} {len(rest)}")
    match await count(s):
        case 3:
            seen.append("match")
    seen[0] += f" {await count(s)}"
    assert await count(s) == 3, await xs(s)
    print(*await xs(s), **await options(s))
    # 여러 줄에 걸친 호출 사슬
    biggest = (
        (await s.exec(
            select(Point)
            .order_by(Point.x.desc())  # 큰 것부터
            .limit(1)
        ))
        .one()
        .x
    )
    return [*seen, str(biggest)]
