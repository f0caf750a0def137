"""Where a phone says how it can be reached: whose it is comes from the session, and hostile addresses are not kept."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from litestar import Litestar, Request
from litestar.di import Provide
from litestar.testing import TestClient
from push_sink import Browser

from zhiban.changes.verdict import Actor
from zhiban.errors import Problem, answer_problem
from zhiban.notify.routes import router
from zhiban.notify.subscriptions import of_person
from zhiban.notify.vapid import FILE, load_keys, make_key, rotate_keys
from zhiban.rooms import metadata, product
from zhiban.settings import Settings
from zhiban.store.engine import open_engine
from zhiban.store.found import found_tenant
from zhiban.store.rows import Rows
from zhiban.sync.ledger import Origin
from zhiban.sync.reader import Reader
from zhiban.sync.writer import Writer

NOW = 1_790_000_000_000


def _constant(value: Any) -> Any:
    def provide() -> Any:
        return value

    return provide


class Service:
    """The routes with a session that is whatever the test says."""

    def __init__(self, url: str, data_dir: Path) -> None:
        self.data_dir = data_dir
        self.engine = open_engine(url)
        metadata().create_all(self.engine)
        with self.engine.execution_options(immediate=True).begin() as connection:
            found_tenant(connection, metadata(), "demo")
        rows = Rows(product(), metadata())
        self.writer, self.reader = Writer(self.engine, rows, lambda: NOW), Reader(self.engine, rows, lambda: NOW)
        self.writer.start()

        async def actor(request: Request[Any, Any, Any]) -> Actor:
            person, _, device = request.headers["x-session"].partition(":")
            return Actor("demo", person, int(device))

        given = {"settings": Settings(data_dir=str(data_dir)), "writer": self.writer, "reader": self.reader}
        provided = {name: Provide(_constant(value), sync_to_thread=False) for name, value in given.items()}
        self.app = Litestar(
            [router], dependencies={**provided, "actor": Provide(actor)}, exception_handlers={Problem: answer_problem}
        )

    def call(self, method: str, body: Any, session: str = "p1:1", **headers: str) -> tuple[int, Any]:
        with TestClient(self.app) as client:
            answer = client.request(
                method, "/notify/subscriptions", json=body, headers={"x-session": session, **headers}
            )
            return answer.status_code, answer.json()

    def held(self, person: str) -> list[str]:
        return self.writer.run_blocking("demo", Origin(""), lambda led: [s.endpoint for s in of_person(led, person)])

    def close(self) -> None:
        self.writer.stop()
        self.engine.dispose()


@pytest.fixture
def service(database_url: str, tmp_path: Path) -> Iterator[Service]:
    service = Service(database_url, tmp_path)
    yield service
    service.close()


def form(browser: Browser, **changed: Any) -> dict[str, Any]:
    return {"endpoint": browser.endpoint, "p256dh": browser.p256dh, "auth": browser.auth, **changed}


def test_the_public_key_is_given_out_and_the_private_one_never(service: Service) -> None:
    with TestClient(service.app) as client:
        answer = client.get("/notify/vapid", headers={"x-session": "p1:1"})
    newest = load_keys(service.data_dir, NOW).newest
    assert answer.json() == {"key": newest.public} and newest.d not in answer.text


def test_the_private_key_is_in_no_database_file(sqlite_url: str, tmp_path: Path) -> None:
    service = Service(sqlite_url, tmp_path)
    service.call("POST", form(Browser("a")))
    service.close()
    private = load_keys(tmp_path, NOW).newest.d.encode()
    files = [path for path in tmp_path.iterdir() if path.name != FILE]
    assert files and not [path.name for path in files if private in path.read_bytes()]


def test_a_subscription_is_the_sessions_persons_own(service: Service) -> None:
    browser = Browser("a")
    assert service.call("POST", form(browser)) == (200, {"ok": True})
    assert service.held("p1") == [browser.endpoint]
    status, problem = service.call("POST", form(browser, person="p2"))
    assert (status, problem["code"]) == (400, "body.malformed"), "nobody may say whose it is (T17)"
    assert service.call("DELETE", {"endpoint": browser.endpoint}, "p2:2") == (200, {"ok": False})
    assert service.held("p1") == [browser.endpoint]
    assert service.call("DELETE", {"endpoint": browser.endpoint}) == (200, {"ok": True})
    assert service.held("p1") == []


def test_the_next_person_on_a_shared_phone_takes_the_endpoint_over(service: Service) -> None:
    browser = Browser("shared")
    service.call("POST", form(browser), "p1:1")
    service.call("POST", form(browser), "p2:2")
    assert (service.held("p1"), service.held("p2")) == ([], [browser.endpoint])


@pytest.mark.parametrize(
    "changed",
    [
        {"endpoint": "http://127.0.0.1/x"},
        {"endpoint": "https://127.0.0.1/x"},
        {"endpoint": "https://evil.example/x"},
        {"endpoint": "https://fcm.googleapis.com@evil.example/x"},
        {"p256dh": "AAAA"},
        {"auth": "AAAA"},
        {"p256dh": "!!"},
    ],
)
def test_a_hostile_subscription_is_refused_and_not_kept(service: Service, changed: dict[str, str]) -> None:
    status, problem = service.call("POST", form(Browser("a"), **changed))
    assert (status, problem["code"]) == (422, "push.bad_endpoint")
    assert service.held("p1") == []


@pytest.mark.parametrize(
    "body", [{}, [], "x", {"endpoint": 7}, {"endpoint": "x" * 1001, "p256dh": "", "auth": ""}, {"locale": "fr"}]
)
def test_a_malformed_subscription_is_a_4xx_with_a_code(service: Service, body: Any) -> None:
    for method in ("POST", "DELETE"):
        status, problem = service.call(method, body)
        assert 400 <= status < 500 and problem["code"] == "body.malformed"


def test_a_foreign_page_cannot_register_itself(service: Service) -> None:
    status, problem = service.call("POST", form(Browser("a")), **{"sec-fetch-site": "cross-site"})
    assert (status, problem["code"]) == (403, "request.foreign_origin")


def test_an_older_key_is_good_for_as_long_as_it_lives(service: Service) -> None:
    old = load_keys(service.data_dir, NOW).newest.public
    rotate_keys(service.data_dir, NOW)
    assert service.call("POST", form(Browser("a"), vapid=old))[0] == 200
    status, problem = service.call("POST", form(Browser("b"), vapid=make_key(NOW).public))
    assert (status, problem["code"]) == (409, "push.key_retired")
