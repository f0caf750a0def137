"""What a phone is given at log-in."""

import base64
from typing import Any

from litestar.testing import TestClient

from .ward import PASSWORD


def _login(client: TestClient[Any], number: str, device: int = 0) -> dict[str, Any]:
    answer = client.post("/people/login", json={"number": number, "password": PASSWORD, "device": device})
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_a_replica_that_logs_in_again_keeps_its_number_and_its_rescue_secret(client: TestClient[Any]) -> None:
    first = _login(client, "n1")
    again = _login(client, "n1", first["device"])
    assert (again["device"], again["epoch"], again["rescue"]) == (first["device"], first["epoch"], first["rescue"])
    assert again["token"] != first["token"] and again["salt"] != first["salt"]
    assert len(base64.b64decode(first["rescue"])) == 32


def test_another_replica_or_another_person_gets_another_secret(client: TestClient[Any]) -> None:
    first = _login(client, "n1")
    second, stranger = _login(client, "n1"), _login(client, "n2", first["device"])
    assert len({first["device"], second["device"], stranger["device"]}) == 3
    assert len({first["rescue"], second["rescue"], stranger["rescue"]}) == 3
