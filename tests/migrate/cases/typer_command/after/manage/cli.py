from typing import Annotated

import typer
from sqlmodel import SQLModel, select
from sqlmodel.ext.asyncio.session import AsyncSession

from manage.db import Member, engine, run_async

app = typer.Typer(help="회원 관리")


@app.command()
@run_async
async def init(drop: bool = False) -> None:
    """Create the tables."""
    if drop:
        async with engine.begin() as connection:
            await connection.run_sync(SQLModel.metadata.drop_all)
    async with engine.begin() as connection:
        await connection.run_sync(SQLModel.metadata.create_all)


@app.command()
@run_async
async def add(name: str, admin: Annotated[bool, typer.Option("--admin", help="관리자로")] = False) -> None:
    name = name.strip()
    async with AsyncSession(engine, expire_on_commit=False) as session:
        if (await session.exec(select(Member).where(Member.name == name))).first():
            typer.echo(f"{name}: 이미 있음", err=True)
            raise typer.Exit(1)
        session.add(Member(name=name, admin=admin))
        await session.commit()
    typer.echo("ok")


@app.command("list")
@run_async
async def list_members() -> None:
    async with AsyncSession(engine, expire_on_commit=False) as session:
        for member in await session.exec(select(Member).order_by(Member.id)):
            typer.echo(f"{member.name}{'*' if member.admin else ''}")


@app.command()
def version() -> None:
    typer.echo("1.0")


if __name__ == "__main__":
    app()
