"""The two living examples through the real command: their status, their JSON, and the same verdict on every server."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from watched import ROOT, ddlproof, url

from ddlproof.postgres.address import Address
from ddlproof.postgres.session import Session

SCHEMA = ROOT / "schema"
Json = dict[str, Any]


class Maybe:
    """Absent values are null."""

    def __init__(self, shape: Any) -> None:
        self.shape = shape


WITNESS = {"title": str, "columns": [str], "rows": [[Maybe(str)]], "marked": [str], "sql": Maybe(str)}
STEP = {
    "direction": ("up", "down"), "file": str, "line": int, "sql": str, "seconds": float,
    "locks": [{"object": str, "mode": str, "blocks": str}], "rewrites": [str], "scans": [str],
    "timeouts": {"lock": Maybe(str), "statement": Maybe(str)}, "rows": int, "wal": int,
}  # fmt: skip
COUNTED = {str: int}
# DESIGN.md, "JSON, version 1". A tuple is a choice of values, a list holds any number of its one element, {str: …} has
# any keys.
REPORT = {
    "version": (1,),
    "verdict": ("pass", "fail"),
    "changes": [
        {
            "action": ("add", "drop", "alter", "rename"), "kind": str, "object": str, "text": str,
            "relation": (None, "equal", "weaker", "stronger", "incomparable"), "witness": Maybe(WITNESS),
            "prover": (None, "normal form", "partition", "rows", "keys", "PostgreSQL"),
        }
    ],
    "intended": {"holds": bool, "missing": [str], "unexpected": [str]},
    "findings": [
        {
            "rule": str, "severity": ("error", "warning", "note"), "message": str, "instead": str, "file": Maybe(str),
            "line": Maybe(int), "column": Maybe(int), "object": str, "statement": Maybe(str),
            "witness": Maybe(WITNESS), "accepted": Maybe(str),
        }
    ],
    "proofs": [
        {
            "constraint": str, "claim": str, "rows": int, "accepted": int, "rejected": int,
            "mismatches": [{"row": WITNESS, "expected": str, "got": str}],
            "mutants": {
                "made": int, "killed": int, "equivalent": int, "survivors": [str],
                "equivalents": [{"mutant": str, "prover": ("normal form", "partition", "keys", "PostgreSQL")}],
            },
        }
    ],
    "writers": [
        {
            "name": str, "schema": ("before", "after"), "expected": ("accepted", "rejected"),
            "got": ("accepted", "rejected"), "sqlstate": Maybe(str), "constraint": Maybe(str),
        }
    ],
    "readers": [{"name": str, "schema": ("before", "after"), "got": int, "index": Maybe(str)}],
    "verify": [{"sql": str, "expected": int, "got": Maybe(int)}],
    "rehearsal": {
        "statements": [STEP],
        "rows": {"before": COUNTED, "after_up": COUNTED, "after_down": COUNTED},
        "lost": [WITNESS],
    },
    "postgres": {"backend": str, "version": str},
    "statements": {"all": int, "analysed": int},
    "notes": [str],
}  # fmt: skip


def deviations(value: Any, shape: Any, place: str = "report") -> Iterator[str]:
    """Where a value does not have its shape."""
    if isinstance(shape, Maybe):
        if value is not None:
            yield from deviations(value, shape.shape, place)
    elif isinstance(shape, tuple):
        if value not in shape:
            yield f"{place} is {value!r}, none of {shape}"
    elif isinstance(shape, list):
        if not isinstance(value, list):
            yield f"{place} is {value!r}, no list"
        else:
            for number, one in enumerate(value):
                yield from deviations(one, shape[0], f"{place}[{number}]")
    elif isinstance(shape, dict):
        yield from _members(value, shape, place)
    elif type(value) is not shape:
        yield f"{place} is {value!r}, no {shape.__name__}"


def _members(value: Any, shape: dict[Any, Any], place: str) -> Iterator[str]:
    if not isinstance(value, dict):
        yield f"{place} is {value!r}, no object"
    elif str in shape:
        for name, one in value.items():
            yield from deviations(one, shape[str], f"{place}.{name}")
    elif value.keys() != shape.keys():
        yield f"{place} has {sorted(value.keys() ^ shape.keys())} too many or too few"
    else:
        for name, one in value.items():
            yield from deviations(one, shape[name], f"{place}.{name}")


def report(name: str, *options: str) -> Json:
    """The JSON of a check, which has said nothing on stderr and left nothing behind."""
    ended = ddlproof("check", SCHEMA / name, "--format", "json", *options)
    assert ended.error == ""
    assert ended.watched.leaves_nothing()
    document: Json = json.loads(ended.out)
    assert ended.status == (0 if document["verdict"] == "pass" else 1)
    return document


def essence(document: Json) -> Json:
    """What must not depend on the server: not its name, nor times, nor what versions of PostgreSQL word differently."""
    findings = [
        {key: finding[key] for key in ("rule", "severity", "file", "line", "column", "object", "accepted")}
        for finding in document["findings"]
    ]
    steps = [(step["direction"], step["line"]) for step in document["rehearsal"]["statements"]]
    same = ("verdict", "changes", "intended", "writers", "readers", "verify", "proofs")
    return {key: document[key] for key in same} | {"findings": findings, "steps": steps}


@pytest.fixture(scope="module")
def shipped(embedded: object) -> Json:
    return report("variant_jobs", "--postgres", "embedded:18")


@pytest.fixture(scope="module")
def safe(embedded: object) -> Json:
    return report("variant_jobs_safe", "--postgres", "embedded:18")


def test_the_change_as_it_was_shipped_fails(shipped: Json) -> None:
    assert shipped["verdict"] == "fail"
    assert shipped["intended"] == {"holds": True, "missing": [], "unexpected": []}
    claimed, key = shipped["proofs"]
    assert (claimed["claim"], key["claim"]) == (
        "exactly one of (row_id, variant_row_id)",
        "foreign key (variant_row_id) references public.variant_rows (id)",
    )
    for proof in (claimed, key):
        assert (proof["mismatches"], proof["mutants"]["survivors"]) == ([], [])
    errors = {finding["rule"] for finding in shipped["findings"] if finding["severity"] == "error"}
    assert errors == {
        "writer-outcome",
        "rollback-fails",
        "rollback-loses-data",
        "constraint-validates-immediately",
        "index-not-concurrent",
    }


def test_the_change_done_safely_passes(safe: Json) -> None:
    assert safe["verdict"] == "pass"
    assert "error" not in {finding["severity"] for finding in safe["findings"] if finding["accepted"] is None}


@pytest.mark.parametrize("name", ["shipped", "safe"])
def test_the_json_has_the_shape_that_is_promised(name: str, request: pytest.FixtureRequest) -> None:
    document = request.getfixturevalue(name)
    assert list(deviations(document, REPORT)) == []
    assert document["findings"], "there is something in it"


def test_a_wrong_shape_is_noticed(shipped: Json) -> None:
    """So that the test above is known to see what it looks for."""
    wrong = shipped | {"version": 2, "verify": [{"sql": 1, "expected": 1, "got": None}], "more": 1}
    assert len(list(deviations(wrong, REPORT))) == 1
    del wrong["more"]
    assert len(list(deviations(wrong, REPORT))) == 2


@pytest.mark.parametrize("name", ["variant_jobs", "variant_jobs_safe"])
@pytest.mark.parametrize("choice", ["embedded:16", "container:postgres:15", "URL"])
def test_every_server_gives_the_same_verdict(choice: str, name: str, request: pytest.FixtureRequest) -> None:
    request.getfixturevalue({"embedded:16": "embedded16", "URL": "theirs"}.get(choice, "container"))
    expected = request.getfixturevalue("shipped" if name == "variant_jobs" else "safe")
    server = url(request.getfixturevalue("theirs")) if choice == "URL" else choice
    other = report(name, "--postgres", server)
    assert other["postgres"]["version"].partition(".")[0] == {"embedded:16": "16", "URL": "18"}.get(choice, "15")
    assert essence(other) == essence(expected)


def test_a_server_of_others_is_left_as_it_was(theirs: Address) -> None:
    def census() -> list[tuple[object, ...]]:
        with Session(theirs) as session:
            return session.fetch("select datname from pg_database union all select rolname from pg_roles order by 1")

    before = census()
    report("variant_jobs", "--postgres", url(theirs))
    assert census() == before
