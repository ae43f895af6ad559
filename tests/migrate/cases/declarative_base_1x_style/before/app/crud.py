from app.models import Post


def get_post_list(db, skip=0, limit=10, keyword=''):
    post_list = db.query(Post)
    if keyword:
        search = '%%{}%%'.format(keyword)
        post_list = post_list.filter(Post.subject.ilike(search) | Post.content.ilike(search))
    total = post_list.distinct().count()
    post_list = post_list.order_by(Post.create_date.desc(), Post.id.desc()).offset(skip).limit(limit).distinct().all()
    return total, post_list  # (전체 건수, 페이징 적용된 목록)


def get_post(db, post_id):
    post = db.query(Post).get(post_id)
    return post


def create_post(db, subject, content):
    db_post = Post(subject=subject, content=content)
    db.add(db_post)
    db.commit()


def update_post(db, db_post, **values):
    for key, value in values.items():
        setattr(db_post, key, value)
    db.add(db_post)
    db.commit()


def delete_post(db, db_post):
    db.delete(db_post)
    db.commit()
