"""Sessions of two kinds: what a dependency gives says which one an object of the program holds."""

from typing import Annotated

from fastapi import APIRouter, Depends
from sqlalchemy.ext.asyncio import AsyncSession

from clinic.db import Lasting, Session
from clinic.models import Patient

router = APIRouter()


async def expiring():
    async with Session() as session:
        yield session


async def lasting():
    async with Lasting() as session:
        yield session


Expiring = Annotated[AsyncSession, Depends(expiring)]
Kept = Annotated[AsyncSession, Depends(lasting)]


class Admissions:
    def __init__(self, db: AsyncSession):
        self.db = db

    async def admit(self, name: str) -> int:
        patient = Patient(name=name)
        self.db.add(patient)
        await self.db.commit()
        return patient.id  # plant: AL303


class Discharges:
    def __init__(self, db: AsyncSession):
        self.db = db

    async def discharge(self, number: int) -> str:
        patient = await self.db.get(Patient, number)
        await self.db.commit()
        return patient.name


@router.post("/admit")
async def admit(name: str, db: Expiring) -> int:
    return await Admissions(db).admit(name)


@router.post("/discharge")
async def discharge(number: int, db: Kept) -> str:
    return await Discharges(db).discharge(number)
