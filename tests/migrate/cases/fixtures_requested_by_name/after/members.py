from sqlmodel import Field, SQLModel
from sqlmodel.ext.asyncio.session import AsyncSession


class Member(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str
    level: int = 1

    async def promote(self, session: AsyncSession) -> int:
        self.level += 1
        session.add(self)
        await session.commit()
        return self.level
