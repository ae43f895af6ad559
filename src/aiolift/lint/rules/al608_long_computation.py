"""AL608: a long computation on the event loop."""

from __future__ import annotations

from aiolift.lint.blocking_rule import BlockingRule
from aiolift.lint.rule import Invalid, Valid


class LongComputation(BlockingRule):
    """Decoding and resizing an image, laying out a PDF, training a model or asking it, making a key: these compute for
    tens of milliseconds up to minutes, and no `await` in them lets another task run. On the event loop that is a
    standstill of all requests. Most of these libraries let other threads run meanwhile, so that a thread is enough;
    what is pure Python belongs in a pool of processes; so does a loop that counts to a million and more. Calls whose
    time depends on sizes that the text does not show, as JSON or zlib, are left alone.
    """

    code = "AL608"
    name = "long-computation"
    source = "https://docs.python.org/3/library/asyncio-dev.html#running-blocking-code"
    waits = ("computes for long",)
    invalid = (
        Invalid(
            """
from io import BytesIO

from PIL import Image


def thumbnail(data: bytes) -> bytes:
    image = Image.open(BytesIO(data)).convert("RGB")
    image.thumbnail((200, 200))
    out = BytesIO()
    image.save(out, "JPEG")
    return out.getvalue()


async def upload(data: bytes):
    return thumbnail(data)
""",
            at=("thumbnail(data)",),
        ),
    )
    valid = (
        Valid("""
import asyncio
import json
import zlib
from io import BytesIO

from PIL import Image


def thumbnail(data: bytes) -> bytes:
    image = Image.open(BytesIO(data)).convert("RGB")
    image.thumbnail((200, 200))
    out = BytesIO()
    image.save(out, "JPEG")
    return out.getvalue()


async def upload(data: bytes):
    return await asyncio.to_thread(thumbnail, data)


async def size(data: bytes):
    image = Image.open(BytesIO(data))
    return image.size, image.format


async def pack(value):
    return zlib.compress(json.dumps(value).encode())
"""),
    )
