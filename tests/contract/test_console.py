"""The console on both databases: who gets in, what an operator may do, and that nothing is written around the log."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from itertools import product as product_of
from types import SimpleNamespace
from typing import Any, cast

import httpx
import pytest
from litestar import Litestar
from sqlalchemy import inspect, select

from zhiban.console.accounts import HiddenSessions, Operators
from zhiban.console.faces import FACES
from zhiban.console.forms import form_schema
from zhiban.console.gate import Console, console_route
from zhiban.console.operators import BadOperator, add_operator
from zhiban.console.phrases import PHRASES
from zhiban.people.records import Department, Employment, Person, Site
from zhiban.rooms import metadata, product
from zhiban.rostering.records import RuleSet
from zhiban.store.engine import open_engine
from zhiban.store.found import found_tenant, migrate
from zhiban.store.rows import Rows
from zhiban.sync.ledger import Ledger, Origin
from zhiban.sync.writer import Writer

# Piccolo says at each log-in that it is not told to use TLS; on loopback there is none.
pytestmark = pytest.mark.filterwarnings("ignore:If running sessions in production")
NOW = 1_790_000_000_000  # 2026-09-21
NAME, PASSWORD = "王敏", "duty-roster-1"
BASE = "http://127.0.0.1:8000"
CONSOLE = {name: c for name, c in product().collections.items() if c.console}


def catalogue(name: str) -> Callable[[Ledger], None]:
    def write(ledger: Ledger) -> None:
        ledger.write(Site(id="s1", name_zh=name, name_en="Site"))
        ledger.write(Department(id="d1", site="s1", name_zh=f"{name}外科", name_en="Surgery", lat=31.2, lon=121.4))
        ledger.write(Person(id="p1", number="1001", name=f"{name}护士", department="d1", post="nurse", skills=["iv"]))
        ledger.write(Employment(id="p1", department="d1", employed_from="2024-01-01"))
        ledger.write(RuleSet(id="rest@1", rule="rest", version=1, effective_from="2026-01-01", params={"hours": 11}))

    return write


class House:
    """A hospital with a console, and a neighbour in the same database."""

    def __init__(self, url: str) -> None:
        self.engine = open_engine(url)
        migrate(self.engine)
        with self.engine.execution_options(immediate=True).begin() as connection:
            for tenant in ("ours", "theirs"):
                found_tenant(connection, metadata(), tenant)
        self.writer = Writer(self.engine, Rows(product(), metadata()), lambda: NOW)
        self.writer.start()
        self.writer.run_blocking("ours", Origin(""), catalogue("本院"))
        self.writer.run_blocking("theirs", Origin(""), catalogue("别院"))
        self.writer.run_blocking(
            "theirs", Origin(""), lambda ledger: ledger.write(Site(id="s2", name_zh="别院二", name_en="x"))
        )
        add_operator(self.engine, NAME, PASSWORD)
        self.app = Litestar([console_route(Console(product(), self.writer, url, "ours", "127.0.0.1, ::1"))])

    def log(self, tenant: str = "ours") -> list[Any]:
        table = metadata().tables["log"].c
        with self.engine.connect() as connection:
            query = select(table.actor, table.collection, table.record, table.op, table.body)
            return list(connection.execute(query.where(table.tenant == tenant).order_by(table.seq)))

    def get(self, record: type[Any], id: str) -> Any:
        return self.writer.run_blocking("ours", Origin(""), lambda ledger: ledger.get(record, id))

    def use(self, visit: Callable[["Visitor"], Any], *, log_in: bool = True, client: str = "127.0.0.1") -> Any:
        async def main() -> Any:
            async with self.visitor(client) as visitor:
                await visitor.client.get("/admin/")
                if log_in:
                    assert (await visitor.log_in()).status_code == 200
                return await visit(visitor)

        return asyncio.run(main())

    @asynccontextmanager
    async def visitor(self, client: str) -> AsyncIterator["Visitor"]:
        transport = httpx.ASGITransport(cast(Any, self.app), client=(client, 5000))
        async with httpx.AsyncClient(transport=transport, base_url=BASE) as http:
            yield Visitor(http)

    def close(self) -> None:
        self.writer.stop()
        self.engine.dispose()


class Visitor:
    def __init__(self, client: httpx.AsyncClient) -> None:
        self.client = client

    async def log_in(self, password: str = PASSWORD) -> httpx.Response:
        return await self.call("POST", "/public/login/", {"username": NAME, "password": password})

    async def call(self, method: str, path: str, body: Any = None) -> httpx.Response:
        headers = {"x-csrftoken": self.client.cookies.get("csrftoken") or ""}
        return await self.client.request(method, f"/admin{path}", json=body, headers=headers)


@pytest.fixture
def house(database_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    monkeypatch.setattr(Operators, "_pbkdf2_iteration_count", 1000)
    house = House(database_url)
    yield house
    house.close()


def one(house: House, method: str, path: str, body: Any = None, **rest: Any) -> httpx.Response:
    return house.use(lambda visitor: visitor.call(method, path, body), **rest)


# who gets in -------------------------------------------------------------------------------------------------


def test_only_clients_on_the_list_reach_the_door(house: House) -> None:
    clients = ("10.0.0.5", "192.168.1.9", "8.8.8.8", "::ffff:127.0.0.1", "fe80::1", "", "testclient")
    for client, path in product_of(clients, ("/", "/public/login/", "/assets/x.js")):
        assert one(house, "GET", path, client=client, log_in=False).status_code == 403


def test_without_a_session_nothing_is_shown(house: House) -> None:
    for path in ("/api/tables/", "/api/tables/员工/", "/api/tables/员工/schema/", "/api/tables/员工/p1/"):
        assert one(house, "GET", path, log_in=False).status_code == 401
    assert one(house, "PATCH", "/api/tables/员工/p1/", {"name": "x"}, log_in=False).status_code == 401
    assert house.get(Person, "p1").name == "本院护士"


def test_a_write_without_the_csrf_word_is_refused(house: House) -> None:
    async def visit(visitor: Visitor) -> httpx.Response:
        return await visitor.client.patch("/admin/api/tables/person/p1/", json={"name": "x"})

    assert house.use(visit).status_code == 403
    assert house.get(Person, "p1").name == "本院护士"


def test_guessing_passwords_is_stopped(house: House) -> None:
    async def visit(visitor: Visitor) -> list[int]:
        return [(await visitor.log_in(f"wrong-{n}")).status_code for n in range(12)]

    codes = house.use(visit, log_in=False)
    assert codes[:9] == [401] * 9 and codes[-1] == 429


def test_the_database_holds_no_session_that_could_be_used(house: House) -> None:
    async def visit(visitor: Visitor) -> tuple[str, int, int]:
        token = visitor.client.cookies.get("id") or ""
        before = (await visitor.call("GET", "/api/tables/")).status_code
        await visitor.call("POST", "/public/logout/", {})
        visitor.client.cookies.set("id", token)
        return token, before, (await visitor.call("GET", "/api/tables/")).status_code

    with house.engine.connect() as connection:
        stored = lambda: connection.exec_driver_sql("SELECT token FROM console_session").scalars().all()  # noqa: E731
        assert stored() == []
        connection.rollback()
        token, before, after = house.use(visit)
        assert len(token) > 30 and (before, after) == (200, 401)
        assert token not in stored()


def test_pages_that_would_load_from_other_hosts_are_not_there(house: House) -> None:
    for path in ("/api/docs/", "/public/docs/", "/openapi.json"):
        assert one(house, "GET", path).status_code == 404


def test_the_door_without_its_slash_leads_to_the_door(house: House) -> None:
    answer = house.use(lambda visitor: visitor.client.get("/admin"), log_in=False)
    assert (answer.status_code, answer.headers["location"]) == (307, "/admin/")


def test_an_unfit_operator_is_not_made(house: House) -> None:
    for name, password in (("", PASSWORD), ("x" * 41, PASSWORD), ("a\nb", PASSWORD), ("ok", "short")):
        with pytest.raises(BadOperator):
            add_operator(house.engine, name, password)


def test_making_an_operator_again_changes_the_password(house: House) -> None:
    assert add_operator(house.engine, NAME, "another-password") is False
    codes = house.use(lambda visitor: visitor.log_in("another-password"), log_in=False)
    assert codes.status_code == 200 and one(house, "GET", "/", log_in=False).status_code == 200


# what is shown -----------------------------------------------------------------------------------------------


def test_every_console_collection_has_a_chinese_face() -> None:
    assert FACES.keys() == CONSOLE.keys()
    for name, face in FACES.items():
        fields = set(CONSOLE[name].record.__struct_fields__)
        shown = set(face.labels)
        assert shown <= fields and fields - shown <= ({"id"} if face.key else set()), name
        assert not set(face.fixed) & set(face.listed), name
        assert set(face.hints) | set(face.links) | set(face.listed) <= fields, name
        assert all(any("一" <= letter <= "鿿" for letter in word) for word in face.labels.values()), name


def test_forms_are_in_chinese_and_offer_what_may_be_chosen(house: House) -> None:
    menu = one(house, "GET", "/api/tables/grouped/").json()
    assert menu["grouped"]["人员"] == ["员工", "用工情况"] and menu["ungrouped"] == []
    schema = one(house, "GET", "/api/tables/员工/schema/").json()
    assert schema == form_schema(CONSOLE["person"])
    assert schema["properties"]["department"]["extra"]["foreign_key"]["to"] == "科室"
    assert schema["properties"]["post"]["extra"]["choices"]["nurse"]["display_name"] == "护士"
    assert "number" in schema["required"] and "level" not in schema["required"]


def test_the_pages_sentences_are_chinese_too(house: House) -> None:
    async def visit(visitor: Visitor) -> httpx.Response:
        page = await visitor.client.get("/admin/")
        return await visitor.client.get(f"/admin/assets/{page.text.split('./assets/')[1].split(chr(34))[0]}")

    script = house.use(visit, log_in=False)
    assert (script.status_code, script.headers["content-type"]) == (200, "text/javascript; charset=utf-8")
    left = [english for english, chinese in PHRASES.items() if english in script.text or chinese not in script.text]
    assert not left, "Piccolo Admin words these differently now"
    assert house.use(lambda v: v.client.get("/admin/assets/nothing.js"), log_in=False).status_code == 404


def test_a_list_shows_this_hospital_alone(house: House) -> None:
    async def visit(visitor: Visitor) -> SimpleNamespace:
        return SimpleNamespace(
            people=(await visitor.call("GET", "/api/tables/员工/?__readable=true")).json()["rows"],
            posts=(await visitor.call("GET", "/api/tables/用工情况/?__readable=true")).json()["rows"],
            count=(await visitor.call("GET", "/api/tables/院区/count/")).json()["count"],
            ids=(await visitor.call("GET", "/api/tables/院区/ids/")).json(),
            search=(await visitor.call("GET", "/api/tables/院区/ids/?search=院&limit=5")).json(),
            found=(await visitor.call("GET", "/api/tables/员工/?name=本院&active=true&__order=-name")).json()["rows"],
            single=(await visitor.call("GET", "/api/tables/院区/s1/")).json(),
            other=(await visitor.call("GET", "/api/tables/院区/s2/")).status_code,
            patch=(await visitor.call("PATCH", "/api/tables/院区/s2/", {"name_zh": "抢"})).status_code,
        )

    seen = house.use(visit)
    assert [(row["name"], row["department_readable"]) for row in seen.people] == [("本院护士", "本院外科")]
    assert [(row["id"], row["id_readable"]) for row in seen.posts] == [("p1", "本院护士")]
    assert (seen.count, seen.ids, seen.search) == (1, {"s1": "本院"}, {"s1": "本院"})
    assert [row["id"] for row in seen.found] == ["p1"]
    assert (seen.single["name_zh"], seen.other, seen.patch) == ("本院", 404, 422)
    assert not [line for line in house.log("theirs") if line.actor]


# what is written ---------------------------------------------------------------------------------------------


def test_edits_are_entries_in_the_log_with_the_operators_name(house: House) -> None:
    async def visit(visitor: Visitor) -> list[httpx.Response]:
        form = {
            "rule": "rest",
            "version": "2",
            "effective_from": "2027-01-01",
            "params": '{"hours": 12}',
            "name_zh": "",
        }
        return [
            await visitor.call("POST", "/api/tables/规则/", form),
            await visitor.call("PATCH", "/api/tables/rule_set/rest@2/", {"params": '{"hours": 13}'}),
            await visitor.call(
                "PATCH", "/api/tables/员工/p1/", {"id": "p1", "skills": "iv， wound", "active": "false"}
            ),
            await visitor.call("DELETE", "/api/tables/规则/rest@2/"),
        ]

    before = len(house.log())
    assert [answer.status_code for answer in house.use(visit)] == [201, 200, 200, 204]
    assert [line[:4] for line in house.log()[before:]] == [
        ("operator:王敏", "rule_set", "rest@2", "write"),
        ("operator:王敏", "rule_set", "rest@2", "write"),
        ("operator:王敏", "person", "p1", "write"),
        ("operator:王敏", "rule_set", "rest@2", "erase"),
    ]
    person = house.get(Person, "p1")
    assert (person.skills, person.active, person.number) == (["iv", "wound"], False, "1001")


def test_the_list_after_an_edit_shows_it(house: House) -> None:
    async def visit(visitor: Visitor) -> Any:
        made = (await visitor.call("POST", "/api/tables/院区/", {"name_zh": "东院", "name_en": "East"})).json()
        rows = (await visitor.call("GET", "/api/tables/院区/?__order=name_zh")).json()["rows"]
        return made[0]["id"], {row["id"]: row["name_zh"] for row in rows}

    id, rows = house.use(visit)
    assert rows[id] == "东院" and id.startswith("site-")


DEPARTMENT = {"site": "s1", "name_zh": "内科", "name_en": "Medicine", "lat": "31", "lon": "121"}
HOLIDAY = {"id": "2027-01-01", "kind": "statutory", "name_zh": "元旦", "name_en": "New Year"}
RULE = {"rule": "rest", "version": "2", "effective_from": "2027-01-01", "params": "{}"}
REFUSED: list[tuple[str, str, Any, str]] = [
    ("POST", "/department/", {**DEPARTMENT, "site": "nowhere"}, "“院区”：没有编号为 nowhere 的院区"),
    ("POST", "/department/", {**DEPARTMENT, "site": "s2"}, "“院区”：没有编号为 s2 的院区"),
    ("POST", "/department/", {**DEPARTMENT, "lat": "731"}, "“纬度”不能大于 180"),
    ("POST", "/department/", {**DEPARTMENT, "lat": "北"}, "“纬度”要填数字"),
    ("POST", "/department/", {**DEPARTMENT, "id": "d1"}, "已经有编号为 d1 的科室"),
    ("POST", "/department/", {**DEPARTMENT, "id": "有空 格"}, "“编号”只能用字母"),
    ("POST", "/department/", {**DEPARTMENT, "tenant": "theirs"}, "没有这个字段：tenant"),
    ("POST", "/department/", {"site": "s1"}, "“中文名”不能空着"),
    ("POST", "/site/", {"name_zh": "长" * 121, "name_en": "x"}, "“中文名”最多 120 个字"),
    ("POST", "/site/", ["not", "a", "form"], "读不懂"),
    ("POST", "/site/", {"name_zh": "x" * 70_000, "name_en": "x"}, "太长"),
    (
        "POST",
        "/holiday/",
        {"id": "2027-1-1", "kind": "statutory", "name_zh": "元旦", "name_en": "x"},
        "“日期”要写成年-月-日",
    ),
    (
        "POST",
        "/holiday/",
        {"id": "2027-01-01", "kind": "party", "name_zh": "元旦", "name_en": "x"},
        "“类型”不在可选的值里",
    ),
    (
        "POST",
        "/rule_set/",
        {"rule": "r", "version": "1", "effective_from": "2027-01-01", "params": "{bad"},
        "不是完整的 JSON",
    ),
    (
        "POST",
        "/rule_set/",
        {"rule": "r", "version": "x", "effective_from": "2027-01-01", "params": "{}"},
        "“版本”要填整数",
    ),
    ("PATCH", "/person/p1/", {"id": "p2"}, "编号保存后不能改"),
    ("PATCH", "/person/p1/", {"post": "king"}, "“岗位”不在可选的值里"),
    ("PATCH", "/person/nobody/", {"name": "x"}, "这一行已经不在了"),
    ("PATCH", "/rule_set/rest@1/", {"params": "{}"}, "这个版本已经生效"),
    ("DELETE", "/rule_set/rest@1/", None, "这个版本已经生效"),
    ("DELETE", "/person/p1/", None, "不能删除：员工的班次和考勤都还在"),
    ("DELETE", "/department/d1/", None, "不能删除：还有 1 行员工用着它"),
    ("DELETE", "/site/s1/", None, "不能删除：还有 1 行科室用着它"),
]


def test_a_refused_edit_says_why_in_chinese_and_leaves_nothing(house: House) -> None:
    async def visit(visitor: Visitor) -> list[tuple[int, str]]:
        answers = [await visitor.call(method, f"/api/tables{path}", body) for method, path, body, _ in REFUSED]
        return [(answer.status_code, answer.text) for answer in answers]

    before = house.log()
    for (_, path, body, words), (status, text) in zip(REFUSED, house.use(visit), strict=True):
        assert status == 422 and words in text, (path, body, status, text)
    assert house.log() == before


def test_what_decides_an_id_cannot_be_edited(house: House) -> None:
    async def visit(visitor: Visitor) -> httpx.Response:
        await visitor.call("POST", "/api/tables/rule_set/", RULE)
        return await visitor.call("PATCH", "/api/tables/rule_set/rest@2/", {"version": "3"})

    answer = house.use(visit)
    assert answer.status_code == 422 and "规则代码、版本决定了这一行是什么" in answer.text


def test_replacing_and_deleting_in_bulk_are_not_offered(house: House) -> None:
    before = house.log()
    for method, path in (("PUT", "person/p1/"), ("DELETE", "person/"), ("PUT", "person/"), ("PATCH", "person/")):
        assert one(house, method, f"/api/tables/{path}", {}).status_code == 405
    assert house.log() == before


def test_no_other_table_is_reached(house: House) -> None:
    async def visit(visitor: Visitor) -> set[int]:
        tables = ("log", "session", "credential", "punch", "console_user", "nothing")
        ways = (("GET", ""), ("GET", "schema/"), ("POST", ""), ("PATCH", "x/"), ("DELETE", "x/"))
        asked = [(method, f"/api/tables/{table}/{path}") for table, (method, path) in product_of(tables, ways)]
        return {(await visitor.call(method, path, {})).status_code for method, path in asked}

    assert house.use(visit) <= {404, 405}


def test_piccolo_itself_cannot_write_a_domain_table(database_url: str) -> None:
    from zhiban.console.mirror import ReadOnly, mirrors
    from zhiban.console.panel import _engine

    engine = open_engine(database_url)
    migrate(engine)
    table = mirrors(CONSOLE, _engine(database_url), "ours")["site"]
    for attempt in (
        lambda: table.update({}),
        lambda: table.delete(),
        lambda: table.insert(),
        lambda: table(id="x").save(),
    ):
        with pytest.raises(ReadOnly):
            attempt()
    engine.dispose()


def test_the_migration_made_what_piccolo_expects(house: House) -> None:
    found = inspect(house.engine)
    for table in (Operators, HiddenSessions):
        made = {column["name"]: column["nullable"] for column in found.get_columns(table._meta.tablename)}
        assert made == {c._meta.db_column_name: c._meta.null for c in table._meta.columns}, table


def test_edits_and_pushes_do_not_stand_in_each_others_way(house: House) -> None:
    """STACK b, pitfall 5: two libraries on one SQLite file."""

    async def visit(visitor: Visitor) -> list[int]:
        async def pushes() -> None:
            for n in range(150):
                work = lambda ledger, n=n: ledger.write(Site(id=f"x{n}", name_zh=str(n), name_en="x"))  # noqa: E731
                await house.writer.run("ours", Origin("p1"), work)

        async def edits() -> list[int]:
            paths = [("PATCH", "/api/tables/院区/s1/", {"name_zh": f"第{n}次"}) for n in range(30)]
            done = [await visitor.call(*path) for path in paths]
            listed = [await visitor.call("GET", "/api/tables/院区/") for _ in range(10)]
            return [answer.status_code for answer in (*done, *listed)]

        _, codes = await asyncio.gather(pushes(), edits())
        return codes

    assert set(house.use(visit)) == {200}
    assert len([line for line in house.log() if line.actor == f"operator:{NAME}"]) == 30
