async def reload(session, instance):
    await session.refresh(instance)
    return instance


async def save(session, instance):
    session.add(instance)
    await session.commit()
    await session.refresh(instance)
    return instance
