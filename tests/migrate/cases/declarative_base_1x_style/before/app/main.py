from fastapi import Depends, FastAPI, HTTPException
from starlette import status

from app import crud
from app.db import SessionLocal

app = FastAPI()


def get_db():
    db = SessionLocal()
    try:
        yield db
    finally:
        db.close()


@app.get('/api/post/list')
def post_list(db=Depends(get_db), page: int = 0, size: int = 10, keyword: str = ''):
    total, _list = crud.get_post_list(db, skip=page * size, limit=size, keyword=keyword)
    return {'total': total, 'post_list': [p.subject for p in _list]}


@app.get('/api/post/detail/{post_id}')
def post_detail(post_id: int, db=Depends(get_db)):
    post = crud.get_post(db, post_id)
    if not post:
        raise HTTPException(status_code=status.HTTP_404_NOT_FOUND, detail='게시글을 찾을 수 없습니다.')
    return post


@app.post('/api/post/create', status_code=status.HTTP_204_NO_CONTENT)
def post_create(subject: str, content: str, db=Depends(get_db)):
    crud.create_post(db=db, subject=subject, content=content)


@app.put('/api/post/update', status_code=status.HTTP_204_NO_CONTENT)
def post_update(post_id: int, subject: str, db=Depends(get_db)):
    crud.update_post(db, crud.get_post(db, post_id), subject=subject)


@app.delete('/api/post/delete', status_code=status.HTTP_204_NO_CONTENT)
def post_delete(post_id: int, db=Depends(get_db)):
    crud.delete_post(db=db, db_post=crud.get_post(db, post_id))
