"""여행지를 CSV 로 내보내고 시/도별 개수를 출력한다.

python -m travel.scripts.export_spots spots.csv --province 서울
"""

import argparse
import asyncio
import sys

from travel.db import db
from travel.repositories import regions as region_repository
from travel.services.regions import normalize_province
from travel.services.spots import write_spots_csv


async def export_spots(path: str, province: str | None = None) -> int:
    async with db.reader() as session:
        # 이 프로그램에는 기다리게 할 다른 요청이 없으므로 파일을 그냥 연다
        with open(path, "w", encoding="utf-8-sig", newline="") as f:  # noqa: ASYNC230
            return await write_spots_csv(session, f, province)


async def print_report() -> None:
    async with db.reader() as session:
        counts = [
            (province, await region_repository.count_spots(session, province))
            for province in await region_repository.get_provinces(session)
        ]
    for province, count in sorted(counts, key=lambda row: -row[1]):
        if count:
            print(f"{province}\t{count}")


async def run(path: str, province: str | None) -> None:
    try:
        count = await export_spots(path, province)
        print(f"{path}: 여행지 {count}개")
        await print_report()
    finally:
        await db.dispose()


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="여행지 내보내기")
    parser.add_argument("path", help="CSV 파일")
    parser.add_argument("--province", help="시/도 (줄인 이름도 됨)")
    args = parser.parse_args(argv)

    asyncio.run(run(args.path, normalize_province(args.province) if args.province else None))
    return 0


if __name__ == "__main__":
    sys.exit(main())
