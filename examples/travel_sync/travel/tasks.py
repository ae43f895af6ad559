"""응답을 보낸 뒤에 실행하는 일들. 요청의 세션은 이미 닫혔을 수 있으므로 자기 세션을 연다."""

import logging

from travel.config import settings
from travel.db import SessionLocal
from travel.models import Member
from travel.models.common import utcnow
from travel.repositories.spots import increase_view_count

logger = logging.getLogger(__name__)


def record_spot_view(spot_id: int) -> None:
    with SessionLocal() as session:
        increase_view_count(session, spot_id)
        session.commit()


def send_mail(member_id: int, subject: str) -> None:
    """메일 서버가 없으므로 파일에 적기만 한다."""
    session = SessionLocal()
    try:
        member = session.get(Member, member_id)
        if member is None:
            logger.warning("메일을 받을 회원이 없습니다: %s", member_id)
            return
        with open(settings.mail_log_path, "a", encoding="utf-8") as f:
            f.write(f"{utcnow().isoformat()}\t{member.email}\t{subject}\n")
    finally:
        session.close()
