"""The travel service, live: make its database, start it, call it like a user, show the answers, stop it.

Run it with ``make tour``. It works on the embedded database (SQLite), in a temporary folder.
"""

from __future__ import annotations

import signal
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import httpx

from examples.screen import Screen
from examples.tour_service import Service, TourError

if TYPE_CHECKING:
    from collections.abc import Sequence


def main() -> int:
    """Run the tour; return the exit code."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # ends as Ctrl-C does, so that the server is stopped
    screen = Screen()
    with TemporaryDirectory(prefix="aiolift-tour-") as folder:
        service = Service(Path(folder))
        try:
            run(service, screen)
        except (TourError, httpx.HTTPError) as error:
            screen.failure(str(error), service.log())
            return 1
        except KeyboardInterrupt:
            screen.failure("interrupted; the server is stopped")
            return 130
    return 0


def run(service: Service, screen: Screen) -> None:
    """Make the database, start the service, visit it, stop it."""
    screen.heading("The database")
    screen.command("python -m travel.db --init")
    for line in service.initialise().splitlines():
        screen.line(line)
    screen.note(
        "Seeded from a CSV file: 246 rows, one of them twice, so 245 divisions. All of the file or nothing of it."
    )

    screen.heading("The service")
    with service.running(
        lambda port, pid: screen.command(f"uvicorn travel.main:app --port {port}    (process {pid})")
    ) as client:
        visitor = Visitor(client, screen)
        look_around(visitor)
        sign_up(visitor)
        spots = register_spots(visitor)
        plan_a_trip(visitor, spots)
        export(visitor)

    screen.heading("Stopped")
    check("Traceback" not in service.log(), "no traceback in the server's log")
    mails = service.mails()
    check(len(mails) == 2, f"two mails of the background tasks, not {len(mails)}")
    screen.note("Background tasks ran after their answers had left, each in a session of its own. They mailed:")
    for mail in mails:
        screen.line(mail.split("\t")[2])
    screen.note(f"{visitor.answers} answers as expected. The service: examples/travel, the layer below it: src/aiolift")


class Visitor:
    """Calls the service, shows each request with its answer, and refuses an answer that is not what is expected."""

    def __init__(self, client: httpx.Client, screen: Screen) -> None:
        self.client = client
        self.screen = screen
        self.token: str | None = None
        self.answers = 0

    def call(self, method: str, path: str, *, expect: int = 200, why: str, body: Any = None) -> Any:
        """Return the answer, decoded where it is JSON."""
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        self.screen.request(method, path, body, with_token=self.token is not None)
        response = self.client.request(method, path, json=body, headers=headers)
        answer = response.json() if response.headers["content-type"] == "application/json" else response.text
        self.screen.answer(response.status_code, answer)
        check(response.status_code == expect, f"{method} {path} to be answered {expect}")
        self.screen.note(why)
        self.answers += 1
        return answer


def check(truth: bool, expectation: str) -> None:
    """Stop the tour where something is not as expected."""
    if not truth:
        raise TourError(f"expected {expectation}")


def look_around(visitor: Visitor) -> None:
    """Read what everybody may read."""
    visitor.call("GET", "/health", why="The lifespan had waited for the database before the first request came.")
    why = "A read-only session: autocommit, so a SELECT is one round trip with no COMMIT or ROLLBACK behind it."
    provinces = visitor.call("GET", "/regions", why=why)
    divisions = sum(province["county_count"] for province in provinces)
    check(divisions == 245, f"245 divisions, not {divisions}: the CSV file has 246 rows, one of them twice")
    counties = visitor.call("GET", "/regions/서울/spot-counts", why="No spots yet. The next steps change that.")
    check(len(counties) == 26, f"26 rows for 서울, not {len(counties)}")


def sign_up(visitor: Visitor) -> None:
    """Become a member, and fail to become the same member again."""
    account = {"email": "hong@example.com", "oauth": "kakao", "oauth_token": "kakao:hong@example.com"}
    body = account | {"nickname": "홍길동"}
    why = "COMMIT happened before this answer left. Had it failed, you would read 500 here and not 201."
    tokens = visitor.call("POST", "/members/sign-up", body=body, expect=201, why=why)
    why = "The error ended the unit of work: ROLLBACK, and the connection went back to the pool."
    visitor.call("POST", "/members/sign-up", body=body, expect=409, why=why)
    visitor.call("GET", "/members/me", expect=401, why="No token was sent. An HTTPException rolls back, too.")
    visitor.token = tokens["access_token"]


def register_spots(visitor: Visitor) -> list[int]:
    """Register two spots, find one of them, and return the ids of both."""
    place = {"city_province": "서울", "city_county": "종로구"}
    palace = {"name": "경복궁", "address": "사직로 161", "tags": ["고궁", "야경"], **place}
    why = "A spot and its tags, in one transaction. The answer's relationships were loaded by name, none by surprise."
    first = visitor.call("POST", "/spots", body=palace, expect=201, why=why)
    village = {"name": "북촌한옥마을", "address": "계동길 37", "tags": ["한옥"], **place}
    why = "While its statements ran, the event loop was free for whoever else called."
    second = visitor.call("POST", "/spots", body=village, expect=201, why=why)
    why = "Another connection, a read-only one, and it sees what was committed a moment ago."
    found = visitor.call("GET", "/spots?province=서울&tag=야경", why=why)
    check(found["total"] == 1, f"one spot with the tag 야경, not {found['total']}")
    return [first["id"], second["id"]]


def plan_a_trip(visitor: Visitor, spots: Sequence[int]) -> None:
    """Make a plan, fail to make another, share the first, and read it as a stranger."""
    visits = [{"spot_id": spot, "day": day} for day, spot in enumerate(spots, start=1)]
    trip = {"title": "서울 1박 2일", "start_date": "2027-05-01", "end_date": "2027-05-02"}
    body = {**trip, "spots": visits, "checklists": ["여권", "우산"]}
    why = "Rows in three tables, one unit of work: all of them or none."
    plan = visitor.call("POST", "/plans", body=body, expect=201, why=why)
    day_trip = {**trip, "title": "당일치기", "end_date": "2027-05-01", "spots": visits}
    why = "The plan and its first spot had been inserted already when day 2 was refused."
    visitor.call("POST", "/plans", body=day_trip, expect=400, why=why)
    plans = visitor.call("GET", "/plans", why="ROLLBACK took them away: nothing of the second plan was kept.")
    check(plans["total"] == 1, f"one plan, not {plans['total']}")
    code = visitor.call("POST", f"/plans/{plan['id']}/share", why="A mail follows, after the answer.")["share_code"]
    visitor.token = None
    shared = visitor.call("GET", f"/plans/shared/{code}", why="Read without a token, by anyone who has the link.")
    check(shared["title"] == trip["title"], f"the shared plan to be {trip['title']}, not {shared['title']}")


def export(visitor: Visitor) -> None:
    """Take the spots home as CSV."""
    table = visitor.call("GET", "/spots/export", why="Read in pages of 100 and not all at once.")
    check(table.count("\n") == 3, "a CSV file with a header and two spots")


if __name__ == "__main__":
    sys.exit(main())
