import csv
import io
import sys
from pathlib import Path

import aiofiles
from fastapi import UploadFile


async def upload(file: UploadFile):
    with open("upload.bin", "wb") as target:
        target.write(await file.read())  # plant: AL606


async def chunked(file: UploadFile):
    with Path("upload.bin").open("wb") as target:
        while part := await file.read(1024):
            target.write(part)  # plant: AL606


def noted(line):
    Path("audit.log").open("a").write(line)


async def audited(line):
    noted(line)  # plant: AL606


async def table(rows):
    with open("spots.csv", "w", newline="") as target:
        writer = csv.writer(target)  # plant: AL606
        writer.writerows(rows)


async def printed(line):
    with io.open("spots.txt", "a") as target:
        print(line, file=target)  # plant: AL606


async def right(rows):
    buffer = io.StringIO()
    csv.writer(buffer).writerows(rows)
    buffer.write("end")
    print("written", file=sys.stderr)
    async with aiofiles.open("spots.csv", "w") as target:
        await target.write(buffer.getvalue())


def as_csv(rows):
    with open("spots.csv", "w") as target:
        target.write(str(rows))
