from typing import Annotated

import typer
from sqlmodel import Session, SQLModel, select

from manage.db import Member, engine

app = typer.Typer(help="회원 관리")


@app.command()
def init(drop: bool = False) -> None:
    """Create the tables."""
    if drop:
        SQLModel.metadata.drop_all(engine)
    SQLModel.metadata.create_all(engine)


@app.command()
def add(name: str, admin: Annotated[bool, typer.Option("--admin", help="관리자로")] = False) -> None:
    name = name.strip()
    with Session(engine) as session:
        if session.exec(select(Member).where(Member.name == name)).first():
            typer.echo(f"{name}: 이미 있음", err=True)
            raise typer.Exit(1)
        session.add(Member(name=name, admin=admin))
        session.commit()
    typer.echo("ok")


@app.command("list")
def list_members() -> None:
    with Session(engine) as session:
        for member in session.exec(select(Member).order_by(Member.id)):
            typer.echo(f"{member.name}{'*' if member.admin else ''}")


@app.command()
def version() -> None:
    typer.echo("1.0")


if __name__ == "__main__":
    app()
