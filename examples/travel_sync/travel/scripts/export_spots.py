"""여행지를 CSV 로 내보내고 시/도별 개수를 출력한다.

python -m travel.scripts.export_spots spots.csv --province 서울
"""

import argparse
import sys

from travel.db import SessionLocal
from travel.repositories import regions as region_repository
from travel.services.regions import normalize_province
from travel.services.spots import write_spots_csv


def export_spots(path: str, province: str | None = None) -> int:
    with SessionLocal() as session, open(path, "w", encoding="utf-8-sig", newline="") as f:
        return write_spots_csv(session, f, province)


def print_report() -> None:
    with SessionLocal() as session:
        counts = [
            (province, region_repository.count_spots(session, province))
            for province in region_repository.get_provinces(session)
        ]
    for province, count in sorted(counts, key=lambda row: -row[1]):
        if count:
            print(f"{province}\t{count}")


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="여행지 내보내기")
    parser.add_argument("path", help="CSV 파일")
    parser.add_argument("--province", help="시/도 (줄인 이름도 됨)")
    args = parser.parse_args(argv)

    province = normalize_province(args.province) if args.province else None
    count = export_spots(args.path, province)
    print(f"{args.path}: 여행지 {count}개")
    print_report()
    return 0


if __name__ == "__main__":
    sys.exit(main())
