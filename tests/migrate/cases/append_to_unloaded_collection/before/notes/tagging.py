from sqlalchemy import select
from sqlalchemy.orm import Session

from notes.models import Attachment, Note, Tag


def get_or_create_tag(session: Session, name: str) -> Tag:
    tag = session.scalar(select(Tag).where(Tag.name == name))
    if tag is None:
        tag = Tag(name=name)
        session.add(tag)
    return tag


def add_tag(session: Session, note_id: int, name: str) -> None:
    note = session.get(Note, note_id)
    tag = get_or_create_tag(session, name)
    if tag not in note.tags:
        note.tags.append(tag)
    session.commit()


def remove_tag(session: Session, note_id: int, name: str) -> bool:
    note = session.get(Note, note_id)
    for tag in note.tags:
        if tag.name == name:
            note.tags.remove(tag)
            session.commit()
            return True
    return False


def attach(session: Session, note_id: int, path: str) -> None:
    note = session.get(Note, note_id)
    note.attachments.append(Attachment(path=path))
    session.commit()


def replace_attachments(session: Session, note_id: int, paths: list[str]) -> None:
    # 예전 첨부는 delete-orphan 으로 지워진다
    note = session.get(Note, note_id)
    note.attachments = [Attachment(path=path) for path in paths]
    session.commit()
