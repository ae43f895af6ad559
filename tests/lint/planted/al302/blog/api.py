from typing import Annotated

import fastapi
from fastapi import Depends
from pydantic import TypeAdapter
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from blog import queries
from blog.models import Customer, Order
from blog.queries import Customers
from blog.schemas import (
    CustomerFull,
    CustomerOrders,
    CustomerOut,
    OrderBrief,
    OrderOut,
    OrderSum,
    Page,
)
from infrastructure import get_session

router = fastapi.APIRouter()
Db = Annotated[AsyncSession, Depends(get_session)]


@router.get("/orders/{number}", response_model=OrderOut)
async def order(number: int, db: Db):
    found = await queries.order(db, number)
    if found is None:
        raise fastapi.HTTPException(404)
    return found  # plant: AL302


@router.get("/loaded/{number}", response_model=OrderOut)
async def loaded(number: int, db: Db):
    return await queries.loaded(db, number)


@router.get("/sums/{number}", response_model=OrderSum)
async def loaded_sum(number: int, db: Db):
    return await queries.loaded(db, number)


@router.get("/orders")
async def orders(db: Db) -> list[OrderOut]:
    result = await db.scalars(select(Order))
    return result.all()  # plant: AL302


@router.get("/brief", response_model=list[OrderBrief])
async def brief(db: Db):
    return (await db.scalars(select(Order))).all()


@router.get("/customers", response_model=list[CustomerOrders] | None)
async def customers(db: Db):
    return await Customers(db).all()  # plant: AL302


@router.get("/names", response_model=list[CustomerOut])
async def names(db: Db):
    return await Customers(db).all()


@router.get("/full", response_model=list[CustomerFull])
async def full(db: Db):
    return await Customers(db).full()


@router.get("/half", response_model=list[CustomerFull])
async def half(db: Db):
    return await Customers(db).half()  # plant: AL302


@router.get("/page", response_model=Page[OrderOut])
async def page(db: Db):
    found = (await db.execute(select(Order).limit(10))).scalars().all()
    return {"items": found, "total": len(found)}  # plant: AL302


@router.post("/new", response_model=OrderOut | None)
async def other(db: Db, number: int):
    return await queries.order(db, number) if number else None  # plant: AL302


def shown(order):
    return OrderOut.model_validate(order)  # plant: AL302


async def one(db: AsyncSession, number: int):
    return shown(await queries.order(db, number))


async def several(db: AsyncSession):
    found = await db.scalars(select(Order))
    return [OrderSum.model_validate(one).model_dump() for one in found]  # plant: AL302


async def adapted(db: AsyncSession):
    customers = (await db.execute(select(Customer))).scalars().all()
    return TypeAdapter(list[CustomerOrders]).validate_python(customers)  # plant: AL302


async def old(db: AsyncSession, number):
    customer = await db.get(Customer, number)
    await db.refresh(customer, attribute_names=["orders"])
    first = CustomerOrders.from_orm(customer)
    second = CustomerOrders.from_orm(await db.get(Customer, number + 1))
    return first, second


async def older(db: AsyncSession, number):
    return CustomerOrders.from_orm(await db.get(Customer, number))  # plant: AL302
