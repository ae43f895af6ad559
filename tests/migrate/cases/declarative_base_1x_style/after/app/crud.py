from sqlalchemy import func, select

from app.models import Post


async def get_post_list(db, skip=0, limit=10, keyword=''):
    post_list = select(Post)
    if keyword:
        search = '%%{}%%'.format(keyword)
        post_list = post_list.filter(Post.subject.ilike(search) | Post.content.ilike(search))
    total = await db.scalar(select(func.count()).select_from(post_list.distinct().subquery()))
    post_list = (await db.scalars(post_list.order_by(Post.create_date.desc(), Post.id.desc()).offset(skip).limit(limit).distinct())).all()
    return total, post_list  # (전체 건수, 페이징 적용된 목록)


async def get_post(db, post_id):
    post = await db.get(Post, post_id)
    return post


async def create_post(db, subject, content):
    db_post = Post(subject=subject, content=content)
    db.add(db_post)
    await db.commit()


async def update_post(db, db_post, **values):
    for key, value in values.items():
        setattr(db_post, key, value)
    db.add(db_post)
    await db.commit()


async def delete_post(db, db_post):
    await db.delete(db_post)
    await db.commit()
