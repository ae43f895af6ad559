from sqlalchemy import text

from service import find, visit


async def insert_plan(session, title):
    await session.execute(text("INSERT INTO plans (title) VALUES (:title)"), {"title": title})
    await session.execute(text("INSERT INTO spots (name, plan_id) VALUES ('한라산', 1)"))


async def test_visit(session_factory):
    async with session_factory() as session:
        await insert_plan(session, "제주")
        await session.commit()
        plan = await find(session, "제주")
        assert [spot.name for spot in plan.spots] == ["한라산"]
    async with session_factory() as session:
        assert await visit(session, "제주", "성산") == ["한라산", "성산"]
        assert await visit(session, "제주", "성산") == ["한라산", "성산"]
        assert await find(session, "부산") is None
