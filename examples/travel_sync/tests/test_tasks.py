import csv

import pytest

from travel.scripts.export_spots import main
from travel.tasks import record_spot_view, send_mail

pytestmark = pytest.mark.usefixtures("background_session")


def test_record_spot_view(session, spots):
    record_spot_view(spots[0].id)
    record_spot_view(spots[0].id)
    session.rollback()  # 다른 세션이 바꾼 값을 다시 읽도록
    assert [spot.view_count for spot in spots] == [32, 10, 50]


def test_record_view_of_an_unknown_spot(spots):
    record_spot_view(0)


def test_send_mail(member, mail_log):
    send_mail(member.id, "안녕하세요")
    assert mail_log.read_text(encoding="utf-8").endswith("\thong@example.com\t안녕하세요\n")


def test_send_mail_to_nobody(engine, mail_log, caplog):
    send_mail(0, "안녕하세요")
    assert not mail_log.exists()
    assert "메일을 받을 회원이 없습니다" in caplog.text


def test_export_script(spots, tmp_path, capsys):
    path = tmp_path / "spots.csv"
    assert main([str(path), "--province", "서울"]) == 0
    with open(path, encoding="utf-8-sig", newline="") as f:
        assert [row["name"] for row in csv.DictReader(f)] == ["경복궁", "북촌한옥마을"]
    assert capsys.readouterr().out.splitlines() == [f"{path}: 여행지 2개", "서울특별시\t2", "부산광역시\t1"]


def test_export_script_without_spots(engine, tmp_path, capsys):
    path = tmp_path / "spots.csv"
    main([str(path)])
    assert len(path.read_text(encoding="utf-8-sig").splitlines()) == 1
    assert "여행지 0개" in capsys.readouterr().out
