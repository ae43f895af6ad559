from app import crud


async def user_name(db, user_id):
    return (await crud.get_user(db, user_id)).name


async def greet(db, user_id):
    return (await crud.get_user(db, user_id)).greeting().replace("안녕하세요", "반갑습니다")


async def first_member(db, team):
    return (await crud.get_members(db, (await crud.get_team(db, team)).id))[0].name


async def n_teams(db):
    return (await crud.counts(db))["teams"] + 0


async def names(db, *ids):
    return [(await crud.get_user(db, i)).name for i in ids]  # noqa: AL306


async def rename(db, user_id, name):
    (await crud.get_user(db, user_id)).name = name
    await db.commit()


async def join(db, user_id, team):
    user, team = await crud.get_user(db, user_id), await crud.get_team(db, team)
    user.team_id = team.id
    await db.commit()
    return f"{user.name}: {(await crud.get_team(db, team.name)).name}"


async def same(db, a, b):
    return await crud.get_user(db, a) is await crud.get_user(db, b) or (await crud.get_user(db, a)).name == (await crud.get_user(db, b)).name


async def found(db, user_id):
    return (await crud.finder(db)(user_id)).name if not await crud.finder(db)(user_id) is None else "-"
