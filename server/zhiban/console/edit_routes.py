"""The console's writes: one request, one entry in the log with the operator's name, then the answer.

They stand before Piccolo's own routes, which would write the table behind the log's back; what we do not do, such as
replacing or deleting in bulk, answers 405.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from secrets import token_hex
from typing import Any

import msgspec
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from ..changes.calendar import day_of
from ..changes.collection import Collection
from ..sync.ledger import Ledger, Origin
from ..sync.writer import StoreBusy, Writer
from .edits import BadEdit, changed_record, check_in_force, check_links, check_unused, record_id
from .faces import FACES, NAMES
from .forms import form_schema, grouped_names

BODY_MAX = 65_536
Work = Callable[[Ledger], Any]


@dataclass(frozen=True, slots=True)
class Edits:
    """What the routes need: the collections an operator may edit, and the writer of the hospital's log."""

    collections: Mapping[str, Collection[Any]]
    writer: Writer
    hospital: str

    def routes(self) -> list[Route]:
        return [
            Route("/tables/", self.names, methods=["GET"]),
            Route("/tables/grouped/", self.menu, methods=["GET"]),
            Route("/tables/{table}/schema/", self.schema, methods=["GET"]),
            Route("/tables/{table}/references/", self.references, methods=["GET"]),
            Route("/tables/{table}/", self.create, methods=["POST"]),
            Route("/tables/{table}/", _not_here, methods=["PUT", "PATCH", "DELETE"]),
            Route("/tables/{table}/{id}/", self.change, methods=["PATCH"]),
            Route("/tables/{table}/{id}/", self.delete, methods=["DELETE"]),
            Route("/tables/{table}/{id}/", _not_here, methods=["PUT", "POST"]),
        ]

    async def names(self, request: Request) -> Response:
        return JSONResponse([NAMES[name] for name in FACES if name in self.collections])

    async def menu(self, request: Request) -> Response:
        return JSONResponse(grouped_names())

    async def schema(self, request: Request) -> Response:
        collection = self.collections.get(request.path_params["table"])
        return JSONResponse(form_schema(collection)) if collection else _unknown()

    async def references(self, request: Request) -> Response:
        """Which tables name records of this one."""
        table = request.path_params["table"]
        found = [(f.name, field) for f in FACES.values() for field, to in f.links.items() if to == table]
        return JSONResponse({"references": [{"tableName": t, "columnName": c} for t, c in found]})

    async def create(self, request: Request) -> Response:
        async def edit(collection: Collection[Any], values: dict[str, Any]) -> Response:
            id = record_id(collection.name, values, f"{collection.name}-{token_hex(4)}")

            def work(ledger: Ledger) -> None:
                if ledger.get(collection.record, id) is not None:
                    raise BadEdit(f"已经有编号为 {id} 的{NAMES[collection.name]}")
                self._write(ledger, collection, None, values, id)

            await self._run(request, work)
            return JSONResponse([{"id": id}], status_code=201)

        return await self._answer(request, edit)

    async def change(self, request: Request) -> Response:
        async def edit(collection: Collection[Any], values: dict[str, Any]) -> Response:
            id = request.path_params["id"]

            def work(ledger: Ledger) -> Any:
                before = ledger.get(collection.record, id)
                if before is None:
                    raise BadEdit("这一行已经不在了")
                if values.get("id", id) != id:
                    raise BadEdit("编号保存后不能改")
                check_in_force(collection.name, before, day_of(ledger.now))
                return self._write(ledger, collection, before, values, id)

            record = await self._run(request, work)
            return Response(msgspec.json.encode(record), media_type="application/json")

        return await self._answer(request, edit)

    async def delete(self, request: Request) -> Response:
        async def edit(collection: Collection[Any], _: dict[str, Any]) -> Response:
            id = request.path_params["id"]

            def work(ledger: Ledger) -> None:
                before = ledger.get(collection.record, id)
                if before is None:
                    raise BadEdit("这一行已经不在了")
                check_in_force(collection.name, before, day_of(ledger.now))
                check_unused(ledger, self.collections, collection.name, id)
                ledger.erase(collection.record, id)

            await self._run(request, work)
            return Response(status_code=204)

        return await self._answer(request, edit)

    def _write(
        self, ledger: Ledger, collection: Collection[Any], before: Any, values: Mapping[str, Any], id: str
    ) -> Any:
        record = changed_record(collection, before, values, id)
        check_links(ledger, self.collections, collection.name, record)
        ledger.write(record)
        return record

    async def _run(self, request: Request, work: Work) -> Any:
        """In the log before the answer: the list that the operator sees next shows it."""
        operator = f"operator:{request.user.user.username}"
        return await self.writer.run(self.hospital, Origin(operator), work)

    async def _answer(
        self, request: Request, edit: Callable[[Collection[Any], dict[str, Any]], Awaitable[Response]]
    ) -> Response:
        collection = self.collections.get(request.path_params["table"])
        if collection is None:
            return _unknown()
        try:
            return await edit(collection, await _values(request))
        except BadEdit as error:
            return PlainTextResponse(str(error), status_code=422)
        except StoreBusy:
            return PlainTextResponse("现在太忙，没有保存。请过几秒再试", status_code=503, headers={"retry-after": "2"})


async def _values(request: Request) -> dict[str, Any]:
    body = await request.body()
    if request.method == "DELETE":
        return {}
    if len(body) > BODY_MAX:
        raise BadEdit("内容太长，没有保存")
    try:
        return msgspec.json.decode(body, type=dict[str, Any])
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        raise BadEdit("收到的内容读不懂，没有保存") from None


async def _not_here(request: Request) -> Response:
    return PlainTextResponse("控制台不做这种修改", status_code=405)


def _unknown() -> Response:
    return PlainTextResponse("没有这张表", status_code=404)
