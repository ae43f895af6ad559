# -*- coding: cp949 -*-
# 서점 업무: 이 파일은 오래된 편집기로 쓴다
from sqlmodel import Session, select

from books.models import Author, Book


def add_book(session: Session, title: str, author: str) -> int:
	"""책을 넣고 번호를 돌려준다 (없는 지은이는 만든다)"""
	found = session.exec(select(Author).where(Author.name == author)).first()
	if found is None:
		found = Author(name=author)   # 새 지은이
		session.add(found)
		session.flush()
	book = Book(title=title, author_id=found.id)
	session.add(book); session.commit()
	return book.id


def titles(session: Session, author: str) -> list:
	found = session.exec(
		select(Author).where(
			Author.name == author  # 이름으로
		)
	).one()
	return [ book.title for book in found.books ]   # 뷁