from fastapi import APIRouter, Depends, HTTPException
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

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

    async def index(self, session: AsyncSession = Depends(get_session)):
        return (await session.exec(select(self.model))).all()

    async def show(self, pk: int, session: AsyncSession = Depends(get_session)):
        return await self._get_or_404(session, pk)

    async def create(self, body: dict, session: AsyncSession = Depends(get_session)):
        row = self.model(**self.permit(body))
        session.add(row)
        await session.commit()
        await session.refresh(row)
        return row

    async def destroy(self, pk: int, session: AsyncSession = Depends(get_session)):
        await session.delete(await self._get_or_404(session, pk))
        await session.commit()
        return {"deleted": pk}

    def permit(self, body: dict) -> dict:
        return {key: body[key] for key in body if key != "id"}

    async def _get_or_404(self, session, pk):
        row = await session.get(self.model, pk)
        if row is None:
            raise HTTPException(404, f"{self.model.__name__} {pk} 없음")
        return row


class TodoView(ResourceView):
    model = Todo

    async def index(self, q: str = "", session: AsyncSession = Depends(get_session)):
        return (await session.exec(select(Todo).where(Todo.title.contains(q)))).all()
