"""응답을 보낸 뒤에 실행하는 일들. 요청의 세션은 이미 닫혔으므로 자기 세션을 연다."""

import asyncio
import logging

from travel.config import settings
from travel.db import db
from travel.models import Member
from travel.models.common import utcnow
from travel.repositories.spots import increase_view_count

logger = logging.getLogger(__name__)


async def record_spot_view(spot_id: int) -> None:
    # 인기 있는 여행지는 여러 요청이 한꺼번에 고치므로, 데드락이 나면 처음부터 다시 한다
    await db.run(increase_view_count, spot_id)


async def send_mail(member_id: int, subject: str) -> None:
    """메일 서버가 없으므로 파일에 적기만 한다."""
    async with db.reader() as session:
        member = await session.get(Member, member_id)
    if member is None:
        logger.warning("메일을 받을 회원이 없습니다: %s", member_id)
        return
    # 파일 쓰기는 이벤트 루프를 막으므로 스레드에서 한다
    await asyncio.to_thread(append_mail_log, f"{utcnow().isoformat()}\t{member.email}\t{subject}\n")


def append_mail_log(line: str) -> None:
    with open(settings.mail_log_path, "a", encoding="utf-8") as f:
        f.write(line)
