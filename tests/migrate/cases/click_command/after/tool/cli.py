import click

from tool.db import Part, Session, run_async


async def put(session, name, count):
    part = await session.get(Part, name) or Part(name=name, count=0)
    part.count += count
    session.add(part)
    await session.flush()
    return part.count


@click.group()
@click.option("--quiet", is_flag=True)
@click.pass_context
def cli(ctx, quiet):
    ctx.obj = {"quiet": quiet}


@cli.command(name="put")
@click.argument("name")
@click.option("--count", default=1, type=int)
@click.pass_context
@run_async
async def put_command(ctx, name, count):
    """부품을 넣는다."""
    async with Session.begin() as session:
        total = await put(session, name, count)
    if not ctx.obj["quiet"]:
        click.echo(f"{name}: {total}")


@cli.command()
@click.argument("name")
@run_async
async def drop(name):
    async with Session.begin() as session:
        part = await session.get(Part, name)
        if part is None:
            raise click.ClickException("없는 부품입니다")
        await session.delete(part)
