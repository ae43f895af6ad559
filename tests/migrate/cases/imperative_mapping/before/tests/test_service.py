from sqlalchemy import text

from service import find, visit


def insert_plan(session, title):
    session.execute(text("INSERT INTO plans (title) VALUES (:title)"), {"title": title})
    session.execute(text("INSERT INTO spots (name, plan_id) VALUES ('한라산', 1)"))


def test_visit(session_factory):
    with session_factory() as session:
        insert_plan(session, "제주")
        session.commit()
        plan = find(session, "제주")
        assert [spot.name for spot in plan.spots] == ["한라산"]
    with session_factory() as session:
        assert visit(session, "제주", "성산") == ["한라산", "성산"]
        assert visit(session, "제주", "성산") == ["한라산", "성산"]
        assert find(session, "부산") is None
