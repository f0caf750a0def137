"""Errors as people and programs meet them: RFC 9457 bodies with a stable code; errors.json has the words."""

from typing import Any

import msgspec
from litestar import Request, Response
from litestar.exceptions import HTTPException

from .changes.fields import Params

CODES = {
    400: "request.malformed",
    401: "auth.required",
    403: "auth.forbidden",
    404: "request.unknown_path",
    405: "request.bad_method",
    413: "body.too_large",
    415: "body.not_json",
    429: "request.too_many",
}


class Problem(Exception):
    """An answer other than success; ``code`` is stable, ``detail`` is for the operator."""

    def __init__(
        self, status: int, code: str, *, detail: str = "", params: Params | None = None, retry_after: int | None = None
    ) -> None:
        super().__init__(code)
        self.status = status
        self.code = code
        self.detail = detail
        self.params: Params = params or {}
        self.retry_after = retry_after


class ProblemBody(msgspec.Struct, omit_defaults=True):
    status: int
    code: str
    type: str = ""
    detail: str = ""
    params: Params = {}


def answer_problem(_: Request[Any, Any, Any], problem: Problem) -> Response[bytes]:
    body = ProblemBody(problem.status, problem.code, f"urn:zhiban:{problem.code}", problem.detail, problem.params)
    headers = {"retry-after": str(problem.retry_after)} if problem.retry_after is not None else {}
    if problem.status in (401, 403):
        headers["cache-control"] = "no-store"
    return Response(
        msgspec.json.encode(body), status_code=problem.status, media_type="application/problem+json", headers=headers
    )


def answer_http(request: Request[Any, Any, Any], error: HTTPException) -> Response[bytes]:
    """Litestar's own refusals, in the same shape."""
    code = CODES.get(error.status_code, "server.fault" if error.status_code >= 500 else "request.malformed")
    return answer_problem(request, Problem(error.status_code, code))
