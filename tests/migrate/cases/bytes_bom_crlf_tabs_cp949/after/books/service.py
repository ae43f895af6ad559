# -*- coding: cp949 -*-
# 서점 업무: 이 파일은 오래된 편집기로 쓴다
from sqlalchemy.orm import selectinload
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from books.models import Author, Book


async def add_book(session: AsyncSession, title: str, author: str) -> int:
	"""책을 넣고 번호를 돌려준다 (없는 지은이는 만든다)"""
	found = (await session.exec(select(Author).where(Author.name == author))).first()
	if found is None:
		found = Author(name=author)   # 새 지은이
		session.add(found)
		await session.flush()
	book = Book(title=title, author_id=found.id)
	session.add(book); await session.commit()
	return book.id


async def titles(session: AsyncSession, author: str) -> list:
	found = (await session.exec(
		select(Author).options(selectinload(Author.books)).where(
			Author.name == author  # 이름으로
		)
	)).one()
	return [ book.title for book in found.books ]   # 뷁