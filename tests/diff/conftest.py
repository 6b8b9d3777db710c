"""The probes: pairs of schemas that differ in one thing or in its spelling, as SQL and as a server holds them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from ddlproof.errors import DdlproofError
from ddlproof.model.schema import Schema
from ddlproof.postgres.catalog import read_schema
from ddlproof.postgres.server import Server
from ddlproof.postgres.session import Session
from ddlproof.sql.definitions import READING

HERE = Path(__file__).parent
_FIELD = re.compile(r"-- (name|before|after|unlike|expect|may)(?:: (.*))?")
_QUERY = re.compile(r"^-- (\w+)\n(.+?)(?=\n\n|\Z)", re.MULTILINE | re.DOTALL)

Facts = dict[tuple[str, str], dict[str, Any]]


@dataclass(slots=True)
class Probe:
    """`common` stands before every side. `expect` and `may` are changes as `~ column public.t.a`.

    What `may` be reported besides is what a change brings with it, as the sequence of a serial. Where something is
    added, `unlike` adds it with another detail: what is blind to details cannot tell it from `after`.
    """

    kind: str
    name: str = ""
    common: str = ""
    before: str = ""
    after: str = ""
    unlike: str = ""
    expect: set[str] = field(default_factory=set)
    may: set[str] = field(default_factory=set)

    @property
    def title(self) -> str:
        return f"{self.kind}: {self.name}"

    @property
    def sides(self) -> tuple[str, str]:
        return self.common + self.before, self.common + self.after

    @property
    def equivalent(self) -> bool:
        """Whether the two are only spelt differently."""
        return self.kind == "equivalent"


@dataclass(frozen=True, slots=True)
class Seen:
    """A schema as the server holds it: our model of it, or why it cannot be read, and the facts that queries tell."""

    model: Schema | str
    facts: Facts


def probes() -> list[Probe]:
    """All of them; the files are named after the kinds."""
    return [probe for path in sorted((HERE / "probes").glob("*.sql")) for probe in _parse(path)]


def _parse(path: Path) -> Iterator[Probe]:
    kind = path.stem.replace("_", " ")
    probe, part = Probe(kind), ""
    for line in path.read_text("utf-8").splitlines():
        found = _FIELD.fullmatch(line)
        if found is None:
            if part and not line.startswith("--"):
                setattr(probe, part, f"{getattr(probe, part)}{line}\n".lstrip())
            continue
        keyword, value = found.groups()
        if keyword == "name":
            if probe.name:
                yield probe
            probe, part = Probe(kind, value), "common"
        elif keyword in ("before", "after", "unlike"):
            part = keyword
        elif value != "nothing":
            getattr(probe, keyword).add(value)
    yield probe


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "probe" in metafunc.fixturenames:
        metafunc.parametrize("probe", probes(), ids=lambda probe: probe.title)


@pytest.fixture(scope="session")
def every_probe() -> list[Probe]:
    return probes()


@pytest.fixture(scope="session")
def pending() -> frozenset[str]:
    """What does not work yet, as `sql: KIND: NAME` or `catalog: KIND: NAME`."""
    return frozenset((HERE / "probes" / "pending.txt").read_text("utf-8").splitlines())


@pytest.fixture(scope="session")
def look(embedded: Server) -> Iterator[Callable[[str], Seen]]:
    """How a schema looks on the server, by its SQL. A superuser loads it: the SQL is ours, and some of it needs one."""
    database = embedded.create("probes")
    known: dict[str, Seen] = {}
    with Session(embedded.address.at(database.name)) as session:
        session.run("CREATE ROLE alice")
        session.run("CREATE ROLE bob")

        def seen(sql: str) -> Seen:
            if sql not in known:
                known[sql] = _seen(session, sql)
            return known[sql]

        yield seen
    embedded.drop(database)


def _seen(session: Session, sql: str) -> Seen:
    session.run("BEGIN")
    try:
        # Not cut by our own reader: in the probes every statement ends with its line.
        for statement in re.split(r";\n+", sql)[:-1]:
            session.run(statement)
        facts = _facts(session)
        try:
            return Seen(read_schema(session, READING), facts)
        except DdlproofError as error:
            return Seen(f"the catalog cannot be read: {error}", facts)
    finally:
        session.run("ROLLBACK")


def _facts(session: Session) -> Facts:
    queries = _QUERY.findall((HERE / "catalog.sql").read_text("utf-8"))
    union = "\nUNION ALL ".join(f"SELECT '{kind}', id::text, to_jsonb(x) - 'id' FROM ({q}) x" for kind, q in queries)
    return {(kind, id_): attributes for kind, id_, attributes in session.fetch(union)}
