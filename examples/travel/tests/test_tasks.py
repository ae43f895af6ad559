import asyncio
import csv

from travel.db import SessionLocal
from travel.models import Spot
from travel.scripts.export_spots import main
from travel.tasks import record_spot_view, send_mail


async def test_record_spot_view(spots):
    await record_spot_view(spots[0].id)
    await record_spot_view(spots[0].id)
    async with SessionLocal() as session:
        assert [(await session.get(Spot, spot.id)).view_count for spot in spots] == [32, 10, 50]


async def test_record_view_of_an_unknown_spot(spots):
    await record_spot_view(0)


async def test_send_mail(member, mail_log):
    await send_mail(member.id, "안녕하세요")
    assert mail_log.read_text(encoding="utf-8").endswith("\thong@example.com\t안녕하세요\n")


async def test_send_mail_to_nobody(session, mail_log, caplog):
    await send_mail(0, "안녕하세요")
    assert not mail_log.exists()
    assert "메일을 받을 회원이 없습니다" in caplog.text


async def test_export_script(spots, tmp_path, capsys):
    path = tmp_path / "spots.csv"
    # 스크립트는 자기 이벤트 루프를 만들므로 다른 스레드에서 실행한다
    assert await asyncio.to_thread(main, [str(path), "--province", "서울"]) == 0
    rows = csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines())
    assert [row["name"] for row in rows] == ["경복궁", "북촌한옥마을"]
    assert capsys.readouterr().out.splitlines() == [f"{path}: 여행지 2개", "서울특별시\t2", "부산광역시\t1"]


def test_export_script_without_spots(tmp_path, capsys):
    path = tmp_path / "spots.csv"
    main([str(path)])
    assert len(path.read_text(encoding="utf-8-sig").splitlines()) == 1
    assert "여행지 0개" in capsys.readouterr().out
