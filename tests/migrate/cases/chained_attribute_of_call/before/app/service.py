from app import crud


def user_name(db, user_id):
    return crud.get_user(db, user_id).name


def greet(db, user_id):
    return crud.get_user(db, user_id).greeting().replace("안녕하세요", "반갑습니다")


def first_member(db, team):
    return crud.get_members(db, crud.get_team(db, team).id)[0].name


def n_teams(db):
    return crud.counts(db)["teams"] + 0


def names(db, *ids):
    return [crud.get_user(db, i).name for i in ids]  # noqa: AL306


def rename(db, user_id, name):
    crud.get_user(db, user_id).name = name
    db.commit()


def join(db, user_id, team):
    user, team = crud.get_user(db, user_id), crud.get_team(db, team)
    user.team_id = team.id
    db.commit()
    return f"{user.name}: {crud.get_team(db, team.name).name}"


def same(db, a, b):
    return crud.get_user(db, a) is crud.get_user(db, b) or crud.get_user(db, a).name == crud.get_user(db, b).name


def found(db, user_id):
    return crud.finder(db)(user_id).name if not crud.finder(db)(user_id) is None else "-"
