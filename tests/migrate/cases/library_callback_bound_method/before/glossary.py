import re

from sqlmodel import Field, Session, SQLModel, select


class Term(SQLModel, table=True):
    word: str = Field(primary_key=True)
    meaning: str


class Glossary:
    def __init__(self, session: Session):
        self.session = session

    def words(self) -> list[str]:
        return list(self.session.exec(select(Term.word).order_by(Term.word)))

    def annotate(self, text: str) -> str:
        return re.sub(r"\w+", self._meaning, text)

    def _meaning(self, match: re.Match) -> str:
        # 세션은 self 안에 있다
        term = self.session.get(Term, match[0])
        return f"{match[0]}({term.meaning})" if term else match[0]
