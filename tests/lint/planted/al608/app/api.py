import asyncio
import bz2 as packing
import json
import lzma
import zipfile
import zlib
from concurrent.futures import ProcessPoolExecutor
from lzma import compress as pressed

import weasyprint
from cryptography.hazmat.primitives.asymmetric import rsa
from fastapi import FastAPI, UploadFile
from scipy import optimize
from weasyprint import HTML

from app import images, learning
from app.images import Gallery, edges, scaled, square

app = FastAPI()
pool = ProcessPoolExecutor()


@app.post("/1")
async def first(file: UploadFile):
    data = await file.read()
    return len(scaled(data, (100, 100)).tobytes())  # plant: AL608


@app.post("/2")
async def second(data: bytes):
    return [edges(part) for part in (data, data)]  # plant: AL608


@app.post("/3")
async def third(text: str):
    return HTML(string=text).write_pdf()  # plant: AL608


@app.post("/4")
async def fourth(text: str):
    document = weasyprint.HTML(string=text)
    pdf = document.write_pdf()  # plant: AL608
    return pdf


@app.post("/5")
async def fifth(rows: list[float]):
    return learning.guess(rows)[0] if rows else None  # plant: AL608


@app.post("/6")
async def sixth():
    key = rsa.generate_private_key(public_exponent=65537, key_size=4096)  # plant: AL608
    return key.key_size


@app.post("/7")
async def seventh(data: bytes):
    return pressed(data) + packing.compress(data)  # plant: AL608


@app.post("/8")
async def eighth(points: list):
    found = optimize.minimize(lambda x: x * x, points)  # plant: AL608
    return found.x


def archive(names):
    with zipfile.ZipFile("all.zip", "w") as target:
        for name in names:
            target.write(name)


def report(names):
    if names:
        archive(names)


@app.post("/9")
async def ninth(names: list[str]):
    report(names)  # plant: AL608


@app.post("/10")
async def tenth(image):
    return square(image).size  # plant: AL608


async def work(data):
    loop = asyncio.get_running_loop()
    await loop.run_in_executor(pool, scaled, data, (1, 1))
    await asyncio.to_thread(lzma.compress, data)
    await asyncio.to_thread(archive, ["a"])
    return images.size(data), zlib.compress(json.dumps(data).encode())


@app.post("/sync")
def in_thread(data: bytes):
    return scaled(data, (1, 1)).size
