from fastapi import APIRouter, Depends, HTTPException
from sqlmodel import Session, select

from app.db import Todo, get_session


class ResourceView:
    """목록/조회/생성/삭제를 한 클래스에 모은 뷰."""

    model: type

    def __init__(self, prefix: str):
        self.router = APIRouter(prefix=prefix)
        self.router.add_api_route("/", self.index, methods=["GET"])
        self.router.add_api_route("/", self.create, methods=["POST"], status_code=201)
        self.router.add_api_route("/{pk}", self.show, methods=["GET"])
        self.router.add_api_route("/{pk}", self.destroy, methods=["DELETE"])

    def index(self, session: Session = Depends(get_session)):
        return session.exec(select(self.model)).all()

    def show(self, pk: int, session: Session = Depends(get_session)):
        return self._get_or_404(session, pk)

    def create(self, body: dict, session: Session = Depends(get_session)):
        row = self.model(**self.permit(body))
        session.add(row)
        session.commit()
        session.refresh(row)
        return row

    def destroy(self, pk: int, session: Session = Depends(get_session)):
        session.delete(self._get_or_404(session, pk))
        session.commit()
        return {"deleted": pk}

    def permit(self, body: dict) -> dict:
        return {key: body[key] for key in body if key != "id"}

    def _get_or_404(self, session, pk):
        row = session.get(self.model, pk)
        if row is None:
            raise HTTPException(404, f"{self.model.__name__} {pk} 없음")
        return row


class TodoView(ResourceView):
    model = Todo

    def index(self, q: str = "", session: Session = Depends(get_session)):
        return session.exec(select(Todo).where(Todo.title.contains(q))).all()
