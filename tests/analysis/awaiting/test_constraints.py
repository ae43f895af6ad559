"""Functions that a library registers: known to await, known not to, and unknown."""

from __future__ import annotations

from pathlib import PurePosixPath
from textwrap import dedent
from typing import TYPE_CHECKING

from aiolift.analysis.awaiting.constraints import Constraints
from aiolift.analysis.model import Model
from aiolift.program import text
from aiolift.program.program import Program

if TYPE_CHECKING:
    from pathlib import Path

HANDLERS = """\
import atexit
import blinker
import celery
import telebot
from fastapi import FastAPI
from strange import Plugin, registry
from telebot.async_telebot import AsyncTeleBot
from watchdog.events import FileSystemEventHandler

app, bot, async_bot, signal = FastAPI(), telebot.TeleBot("t"), AsyncTeleBot("t"), blinker.signal("s")

@bot.message_handler(commands=["start"])
def sync_bot(message): ...

@async_bot.message_handler(commands=["start"])
def awaited_bot(message): ...

@signal.connect
def receiver(sender): ...

@atexit.register
def last(): ...

@registry.add("x")
def unknown(): ...

@app.get("/")
@registry.add("y")
def endpoint(): ...

class Watcher(FileSystemEventHandler):
    def on_created(self, event):
        self.note(event)

    def note(self, event): ...

class Mine(Plugin):
    @staticmethod
    def handle(event): ...

class Mail(celery.Task):
    def after_return(self, *args): ...

    def note(self): ...
"""


def test_what_libraries_call(tmp_path: Path) -> None:
    """A registered function may be async where the library is known to await, and not where it is unknown."""
    path = tmp_path / "handlers.py"
    path.write_text(dedent(HANDLERS), encoding="utf-8")
    constraints = Constraints(Model(Program([text.read(path, PurePosixPath(path.name), python=True)])))
    assert {function.qualname: reason for function, reason in constraints.barriers.items()} == {
        "sync_bot": "callback",
        "receiver": "callback",
        "unknown": "decorator",
        "Watcher.on_created": "override",
        "Mine.handle": "override",
        "Mail.after_return": "override",
    }
    assert {function.qualname for function in constraints.commands} == {"last"}
    assert {function.qualname for function in constraints.unsure} == {"unknown", "endpoint"}
