from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from clinic import db
from clinic.db import Lasting, Session as Factory, Work, keep as store
from clinic.models import Doctor, Patient as Person


def label(patient):
    return f"{patient.name} ({patient.id})"


async def admit(name):
    async with Factory() as session:
        patient = Person(name=name)
        session.add(patient)
        await session.commit()
        return {"number": patient.id}  # plant: AL303


async def admit_by_helper(name):
    async with Factory() as session:
        patient = Person(name=name)
        await store(session, patient)
        return patient.id  # plant: AL303


async def admit_fresh(name):
    async with Factory() as session:
        patient = Person(name=name)
        await db.keep_fresh(session, patient)
        return patient.id


async def treat(number, doctor_number):
    async with Factory() as session:
        doctor = await session.get(Doctor, doctor_number)
        patient = await session.get(Person, number)
        await db.keep_fresh(session, patient)
        if doctor.name:  # plant: AL303
            return patient.name
        return None


async def count_all():
    async with Factory() as session:
        for patient in (await session.scalars(select(Person))).all():
            patient.visits += 1  # plant: AL303
            await session.commit()


async def count_lasting():
    async with Lasting() as session:
        for patient in (await session.scalars(select(Person))).all():
            patient.visits += 1
            await session.commit()


async def names():
    async with Factory() as session:
        found = (await session.scalars(select(Person))).all()
        await session.commit()
        return [one.name for one in found]  # plant: AL303


async def labelled(number):
    async with Factory() as session:
        patient = await session.get(Person, number)
        await session.commit()
        return label(patient)  # plant: AL303


async def in_block(name):
    async with Factory() as session:
        async with session.begin():
            patient = Person(name=name)
            session.add(patient)
        return f"{patient.name}"  # plant: AL303


async def by_factory(name):
    async with Factory.begin() as session:
        patient = Person(name=name)
        session.add(patient)
    print(patient.visits)  # plant: AL303


async def by_work(number):
    async with Factory() as session:
        work = Work(session)
        patient = await session.get(Person, number)
        await work.done()
        return patient.kind, patient.name  # plant: AL303


async def tried(number, name):
    async with Lasting() as session:
        patient = await session.get(Person, number)
        try:
            patient.name = name
            await session.commit()
        except ValueError:
            await session.rollback()
            return patient.id  # plant: AL303
        return patient.name


async def removed(number):
    async with Factory() as session:
        patient = await session.get(Person, number)
        await session.delete(patient)
        await session.commit()
        return patient.name


async def maybe(number, write):
    async with Factory() as session:
        patient = await session.get(Person, number)
        if write:
            patient.visits = 0
            await session.commit()
        return patient.visits  # plant: AL303


async def again(number):
    async with Factory() as session:
        patient = await session.get(Person, number)
        await session.commit()
        patient = await session.get(Person, number)
        return patient.name


async def by_wrapper(number):
    async with Factory() as session:
        work = Work(session)
        patient = await session.get(Person, number)
        await work.done()
        await work.reload(patient)
        return patient.name


async def by_wrapper_of_several(number, doctor_number):
    async with Factory() as session:
        patient = await session.get(Person, number)
        doctor = await session.get(Doctor, doctor_number)
        await session.commit()
        await Work(session).reload_all(patient, doctor)
        return patient.name, doctor.name


async def by_wrapper_in_loop(session: AsyncSession):
    work = Work(session)
    patients = (await session.scalars(select(Person))).all()
    await work.done()
    for patient in patients:
        await work.reload(patient)
    return [patient.name for patient in patients]


async def by_unknown(unit, number):
    async with Factory() as session:
        patient = await session.get(Person, number)
        await session.commit()
        await unit.refresh(patient)
        return patient.name


async def perhaps_loaded(number):
    async with Factory() as session:
        patient = await session.get(Person, number)
        await session.commit()
        await Work(session).show(patient)
        return patient.name  # plant: AL303
