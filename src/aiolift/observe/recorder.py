"""What runs inside of the observed program: it notes each implicit load, and changes nothing else.

`aiolift observe` puts a copy of this file, named `sitecustomize.py`, in front of the PYTHONPATH of the command. So it
stands alone: no import but the standard library's, Python 3.8 or later, SQLAlchemy 1.4 or later (whichever the
program imports, if it does). Each process appends to a journal of its own, a line per event, so that a process which
is killed loses nothing: `["load", {…}]` where something is seen first, then `["again", number]`.

SQLAlchemy's events say that a load happens. That it was an attribute which asked for it, and not the program, is read
off the stack: no event tells an expired reload from a `session.refresh()`.
"""

from __future__ import annotations

import gc
import json
import os
import sys
import sysconfig
import threading
import weakref
from importlib.machinery import PathFinder
from importlib.util import module_from_spec
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any

    Place = dict[str, Any] | None
    #: The line that loaded an object, and the relationships that lead from what it loaded to the object.
    Origin = tuple[Place, list[str]]

#: Set by `aiolift observe`: where journals go, and the directory whose files are the program.
DIRECTORY, ROOT = "AIOLIFT_OBSERVE_DIRECTORY", "AIOLIFT_OBSERVE_ROOT"

_OPTION = "aiolift_origin"
_ORM = ("sqlalchemy.", "sqlmodel.orm.", "sqlmodel.sql.")
_SERIALISERS = ("pydantic", "sqlmodel", "marshmallow")
#: Where, behind a serialiser, a response field can be found.
_FRAMEWORKS = ("pydantic", "fastapi")
#: Methods of a session during which SQLAlchemy reads attributes for itself.
_WORK = ("commit", "flush", "delete", "delete_all", "merge", "merge_all", "rollback", "expire", "expire_all", "refresh")


class Journal:
    """The file that this process writes; another one after a fork."""

    def __init__(self, directory: str) -> None:
        self._directory = directory
        self._lock = threading.Lock()
        self._pid = 0
        self._descriptor = -1
        self._numbers: dict[str, int] = {}

    def write(self, kind: str, content: Any) -> None:
        """Append a line; what stands in the journal already is only counted."""
        text = json.dumps([kind, content], sort_keys=True)
        with self._lock:
            if self._pid != os.getpid():
                self._pid = os.getpid()
                self._numbers = {}
                name = f"{self._pid}-{os.urandom(4).hex()}.jsonl"
                flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND
                self._descriptor = os.open(os.path.join(self._directory, name), flags, 0o600)
            line = json.dumps(["again", self._numbers[text]]) if text in self._numbers else text
            self._numbers.setdefault(text, len(self._numbers))
            os.write(self._descriptor, line.encode() + b"\n")


class Program:
    """Which frames are the program's: those of files below the root that no installation put there."""

    def __init__(self, root: str) -> None:
        self._root = os.path.realpath(root)
        paths = sysconfig.get_paths()
        self._installed = {
            os.path.realpath(paths[key]) + os.sep for key in ("stdlib", "platstdlib", "purelib", "platlib")
        }
        self._names: dict[str, str | None] = {}

    def name(self, code: Any) -> str | None:
        """Return the file's path below the root, with forward slashes, or None."""
        file = code.co_filename
        if file not in self._names:
            self._names[file] = self._find(file)
        return self._names[file]

    def _find(self, file: str) -> str | None:
        if file.startswith("<"):
            return None
        path = os.path.realpath(file)
        parts = path.split(os.sep)
        installed = path.startswith(tuple(self._installed)) or "site-packages" in parts or "dist-packages" in parts
        if installed or not path.startswith(self._root.rstrip(os.sep) + os.sep) or not os.path.isfile(path):
            return None
        return os.path.relpath(path, self._root).replace(os.sep, "/")

    def place(self, frame: Any) -> Place:
        """Return where a frame of the program stands, or None for any other frame."""
        name = self.name(frame.f_code)
        if name is None:
            return None
        return {"file": name, "line": frame.f_lineno, "function": _function(frame.f_code)}


def _function(code: Any) -> str:
    return str(getattr(code, "co_qualname", code.co_name)).replace(".<locals>", "")


def _package(frame: Any) -> str:
    return str(frame.f_globals.get("__name__", "")).partition(".")[0]


def _of_model(frame: Any) -> bool:
    """Tell whether a frame is a method or property of a mapped class, called on an instance."""
    code = frame.f_code
    if not code.co_argcount:
        return False
    instance = frame.f_locals.get(code.co_varnames[0])
    kind = type(instance)
    return hasattr(kind, "__mapper__") and any(code.co_name in vars(base) for base in kind.__mro__)


class Recorder:
    """The listeners, and what they remember of each object."""

    def __init__(self, journal: Journal, program: Program) -> None:
        self._journal = journal
        self._program = program
        self._origins: Any = weakref.WeakKeyDictionary()
        self._expirations: Any = weakref.WeakKeyDictionary()
        self._created: Any = weakref.WeakSet()
        self._endpoints: dict[int, tuple[Any, Place]] = {}

    def listen(self) -> None:
        """Listen to every session and every mapped class, those to come included."""
        import sqlalchemy  # type: ignore[import-not-found,unused-ignore]
        from sqlalchemy import event
        from sqlalchemy.orm import Mapper, Session

        self._journal.write("sqlalchemy", sqlalchemy.__version__)
        event.listen(Session, "do_orm_execute", self._guarded(self._execute))
        event.listen(Session, "pending_to_persistent", self._guarded(self._create))
        event.listen(Mapper, "load", self._guarded(self._load))
        event.listen(Mapper, "refresh", self._guarded(self._refresh))
        event.listen(Mapper, "expire", self._guarded(self._expire))

    def _guarded(self, listener: Any) -> Any:
        """Return a listener whose failure is noted and not the program's."""

        def call(*arguments: Any) -> None:
            try:
                listener(*arguments)
            except Exception as error:  # noqa: BLE001 - the observed suite must end as it does alone
                name = listener.__name__.strip("_")
                self._journal.write("error", f"{name}: {type(error).__name__}: {error}")

        # SQLAlchemy counts a listener's parameters where an event has had other ones
        return {1: lambda a: call(a), 2: lambda a, b: call(a, b), 3: lambda a, b, c: call(a, b, c)}[
            listener.__code__.co_argcount - 1
        ]

    def _execute(self, execution: Any) -> None:
        if not execution.is_select:
            return
        inner, outer = _orm_frames(sys._getframe(1))  # noqa: SLF001
        reader = next((frame for frame in inner if _is_reader(frame)), None)
        if reader is not None:
            self._implicit(reader, inner, outer)
        origin = (self._explicit(inner, outer), []) if reader is None else self._reached(reader)
        execution.update_execution_options(**{_OPTION: origin})

    def _implicit(self, reader: Any, inner: list[Any], outer: Any) -> None:
        state, key = reader.f_locals["state"], reader.f_locals["self"].key
        expired = key in state.expired_attributes
        # a relationship can also lead to a column load: that of an object in the session which is expired
        kind = "lazy" if key in state.mapper.relationships else "expired" if expired else "deferred"
        site, caller, serialised = self._sites(outer)
        origin, path = self._origins.get(state, (None, []))
        inside = _work(inner) or ("serialisation" if serialised else None)
        load = {
            "class": _name(state),
            "attribute": key,
            "kind": kind,
            "inside": inside,
            "site": site,
            "caller": caller,
            "origin": origin,
            "path": path,
            "created": state in self._created,
            "expired_by": self._expirations.get(state) if expired else None,
        }
        self._journal.write("load", load)

    def _explicit(self, inner: list[Any], outer: Any) -> Place:
        """Return the program's line that executes, and how: by `query`, `get` or `refresh`."""
        site, caller, _ = self._sites(outer)
        place = caller or site
        if place is None:
            return None
        names = [frame.f_code.co_name for frame in inner if _module(frame) == "sqlalchemy.orm.session"]
        how = "refresh" if "refresh" in names else "get" if {"get", "get_one"} & set(names) else "query"
        return dict(place, how=how)

    def _reached(self, reader: Any) -> Origin | None:
        """Return the origin of what an attribute loads: its object's, and the relationships from there."""
        state, key = reader.f_locals["state"], reader.f_locals["self"].key
        if key not in state.mapper.relationships:
            # a reload: the line to change is the one that loaded the object at first
            return None
        origin, path = self._origins.get(state, (None, []))
        step = f"{_name(state)}.{key}"
        return origin, path if step in path else [*path, step]

    def _load(self, target: Any, context: Any) -> None:
        origin = context.execution_options.get(_OPTION) if context is not None else None
        if origin is not None:
            self._origins[_state(target)] = origin

    def _refresh(self, target: Any, context: Any, attributes: Any) -> None:
        origin = context.execution_options.get(_OPTION) if context is not None else None
        if origin is not None and origin[0] is not None and not origin[1]:
            self._origins[_state(target)] = origin

    def _expire(self, target: Any, attributes: Any) -> None:
        if target is None:
            # nobody holds the object any more; only its state is still in the session
            return
        inner, outer = _orm_frames(sys._getframe(1))  # noqa: SLF001
        how = _work(inner) or "expire"
        place, _, _ = self._sites(outer)
        # a refresh expires what it loads at once
        if how != "refresh":
            self._expirations[_state(target)] = dict(place, how=how) if place else None

    def _create(self, session: Any, instance: Any) -> None:
        self._created.add(_state(instance))

    def _sites(self, frame: Any) -> tuple[Place, Place, bool]:
        """Return the program's line, the line outside of the model where that one is in it, and whether it serialises.

        A response is serialised where no endpoint is on the stack any more: then the line is that of the endpoint.
        """
        site: Place = None
        serialised = False
        fields: list[Any] = []
        while frame is not None:
            place = self._program.place(frame)
            if place is not None:
                if not _of_model(frame):
                    return (place, None, serialised) if site is None else (site, place, serialised)
                site = site or place
            else:
                serialised = serialised or _serialises(frame)
            if place is None and _package(frame) in _FRAMEWORKS:
                fields += [frame.f_locals.get(name) for name in ("self", "field") if name in frame.f_locals]
                if serialised and _module(frame) == "fastapi.routing":
                    break
            frame = frame.f_back
        endpoint = next(filter(None, map(self._endpoint, fields)), None) if serialised else None
        return (endpoint, None, serialised) if site is None else (site, endpoint, serialised)

    def _endpoint(self, field: Any) -> Place:
        """Return the endpoint whose response FastAPI validates by `field`."""
        if type(field).__name__ != "ModelField":
            return None
        if id(field) not in self._endpoints:
            code = next(filter(None, map(_endpoint_code, gc.get_referrers(field))), None)
            name = self._program.name(code) if code is not None else None
            place = {"file": name, "line": code.co_firstlineno, "function": _function(code)} if name and code else None
            # the field is kept, so that no other one gets its id
            self._endpoints[id(field)] = field, place
        return self._endpoints[id(field)][1]


def _endpoint_code(route: Any) -> Any:
    """Return the code of a route's endpoint; None for what is no route."""
    if isinstance(route, dict):
        endpoint = route.get("endpoint") if "response_field" in route else None
    else:
        endpoint = getattr(route, "endpoint", None) if type(route).__module__.startswith("fastapi.") else None
    while (wrapped := getattr(endpoint, "__wrapped__", None)) is not None:
        endpoint = wrapped
    return getattr(endpoint, "__code__", None)


def _orm_frames(frame: Any) -> tuple[list[Any], Any]:
    """Return the frames of SQLAlchemy that lead here, innermost first, and the frame that called into it."""
    while frame is not None and frame.f_code.co_filename == __file__:
        frame = frame.f_back
    inner = []
    while frame is not None and _module(frame).startswith(_ORM):
        inner.append(frame)
        frame = frame.f_back
    return inner, frame


def _serialises(frame: Any) -> bool:
    return _package(frame) in _SERIALISERS and frame.f_code.co_name != "__setattr__"


def _module(frame: Any) -> str:
    return str(frame.f_globals.get("__name__", ""))


def _is_reader(frame: Any) -> bool:
    """Tell whether a frame is the attribute's own code that fetches what is not there (`AttributeImpl.get`)."""
    return _module(frame) == "sqlalchemy.orm.attributes" and frame.f_code.co_name == "get" and "state" in frame.f_locals


def _work(inner: list[Any]) -> str | None:
    """Return the outermost method of the session that SQLAlchemy is in and that reads attributes for itself."""
    names = [frame.f_code.co_name for frame in inner if _module(frame) == "sqlalchemy.orm.session"]
    return next((name for name in reversed(names) if name in _WORK), None)


def _name(state: Any) -> str:
    return f"{state.class_.__module__}.{state.class_.__qualname__}"


def _state(instance: Any) -> Any:
    return instance._sa_instance_state  # noqa: SLF001 - what sqlalchemy.inspect() returns, at no cost


class _AfterImport:
    """Finds `sqlalchemy.orm` as anybody would, and calls back once it is imported."""

    def __init__(self, callback: Any) -> None:
        self._callback = callback

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> Any:
        """Return the module's spec, whose loader calls back; None for any other module."""
        if name != "sqlalchemy.orm":
            return None
        sys.meta_path.remove(self)
        spec = PathFinder.find_spec(name, path)
        if spec is not None and spec.loader is not None:
            execute = spec.loader.exec_module

            def exec_module(module: Any) -> None:
                execute(module)
                self._callback()

            spec.loader.exec_module = exec_module  # type: ignore[method-assign]
        return spec


def _start() -> None:
    """Record in this process, then let the `sitecustomize` that this one hides have its turn."""
    here = os.path.dirname(os.path.abspath(__file__))
    sys.path[:] = [entry for entry in sys.path if os.path.abspath(entry or ".") != here]
    directory, root = os.environ.get(DIRECTORY), os.environ.get(ROOT)
    if directory and root and os.path.isdir(directory):
        journal = Journal(directory)

        def listen() -> None:
            try:
                Recorder(journal, Program(root)).listen()
            except Exception as error:  # noqa: BLE001 - the observed suite must end as it does alone
                journal.write("error", f"{type(error).__name__}: {error}")

        sys.meta_path.insert(0, _AfterImport(listen))
    hidden = PathFinder.find_spec("sitecustomize", sys.path)
    if hidden is not None and hidden.loader is not None:
        hidden.loader.exec_module(module_from_spec(hidden))


if __name__ == "sitecustomize":
    _start()
