"""On a server of others only what is ours is made and dropped."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from urllib.parse import quote

import pytest

from ddlproof.errors import NoPostgres
from ddlproof.postgres.address import Address
from ddlproof.postgres.binaries import find
from ddlproof.postgres.choose import start
from ddlproof.postgres.embedded import start as start_embedded
from ddlproof.postgres.role import ScratchRole
from ddlproof.postgres.session import Session, StatementFailed
from ddlproof.postgres.template import SUPERUSER
from ddlproof.progress import silent


@pytest.fixture(scope="module")
def theirs(request: pytest.FixtureRequest) -> Iterator[Address]:
    """Somebody's server, with a database `shop` and the roles that URLs name."""
    installations, tried = find(18)
    if not installations:
        complain = pytest.fail if request.config.getoption("--require-postgres") else pytest.skip
        complain("\n".join(tried))
    with start_embedded(installations[0], silent) as address, Session(address) as session:
        session.run("create database shop")
        session.run("create database ddlproof_is_a_nice_name")
        for attributes in ("nothing", "createdb", "createdb createrole"):
            session.run(f"create role \"{attributes}\" login password 'secret' {attributes.replace('nothing', '')}")
        yield address


def url(address: Address, user: str = SUPERUSER, password: str | None = "secret") -> str:
    secret = address.password if user == SUPERUSER else password
    return f"postgresql://{quote(user)}:{secret}@/shop?host={quote(address.server['host'], safe='')}"


def census(address: Address) -> tuple[list[str], list[str]]:
    with Session(address) as session:
        databases = session.fetch("select datname from pg_database order by 1")
        roles = session.fetch("select rolname from pg_roles where rolname !~ '^pg_' order by 1")
    return [name for (name,) in databases], [name for (name,) in roles]


def test_a_signal_right_after_the_role_was_made_leaves_no_role(
    theirs: Address, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, make = census(theirs), ScratchRole.make

    def interrupted(role: ScratchRole, admin: Session) -> None:
        make(role, admin)
        raise KeyboardInterrupt

    monkeypatch.setattr(ScratchRole, "make", interrupted)
    with pytest.raises(KeyboardInterrupt), start(url(theirs)):
        pass

    assert census(theirs) == before


@pytest.mark.parametrize("user", [SUPERUSER, "createdb", "createdb createrole"])
def test_everything_is_as_before_afterwards(theirs: Address, user: str) -> None:
    before = census(theirs)
    with start(url(theirs, user)) as server:
        first = server.create("first")
        with first.connect() as session:
            session.run("create table t ()")
            assert session.fetch("select rolsuper from pg_roles where rolname = current_user") == [(False,)]
        server.drop(server.create("second", first))
        during = census(theirs)
        assert set(during[0]) - set(before[0]) == {first.name}
    assert census(theirs) == before


@pytest.mark.parametrize(("user", "made"), [(SUPERUSER, True), ("createdb", False), ("createdb createrole", True)])
def test_a_stranger_owns_nothing_and_goes_again(theirs: Address, user: str, made: bool) -> None:
    with Session(theirs) as session:
        session.run("create role anon")
    before = census(theirs)
    with start(url(theirs, user)) as server:
        stranger = server.stranger()
        assert (stranger is not None) is made
        assert server.stranger() == stranger
        with server.create("first").connect() as session:
            session.run("create table t (a int)")
            if stranger is not None:
                session.run(f"set role {stranger}")
                with pytest.raises(StatementFailed, match="permission denied for table t"):
                    session.run("select from public.t")
                anon = session.fetch("select pg_has_role('anon', 'usage')")
                assert anon == [(user == SUPERUSER,)]
    assert census(theirs) == before
    with Session(theirs) as session:
        session.run("drop role anon")


def test_everything_is_as_before_after_an_error(theirs: Address) -> None:
    before = census(theirs)
    with pytest.raises(StatementFailed), start(url(theirs)) as server:
        server.create("second", server.create("first")).connect().run("nonsense")
    assert census(theirs) == before


def test_a_thread_that_goes_on_after_the_run_makes_nothing_more(theirs: Address) -> None:
    before = census(theirs)
    with start(url(theirs)) as server:
        server.create("one")
    with pytest.raises(StatementFailed, match="the run is over"):
        server.create("another")
    assert census(theirs) == before


def test_a_role_of_its_own_is_made_where_that_is_allowed(theirs: Address) -> None:
    for user, own in ((SUPERUSER, True), ("createdb createrole", True), ("createdb", False)):
        with start(url(theirs, user)) as server:
            assert server.create("who").address.user.startswith("ddlproof_") is own


def test_a_role_without_createdb_is_told_what_it_needs(theirs: Address) -> None:
    with pytest.raises(NoPostgres, match="CREATEDB"), start(url(theirs, "nothing")):
        pass


def test_the_report_names_the_server_without_the_password(theirs: Address) -> None:
    with start(url(theirs)) as server:
        assert server.postgres.backend.startswith("postgresql:///shop?host=")
        assert str(theirs.password) not in repr(server)
        assert str(theirs.password) not in server.postgres.backend


def test_the_sql_under_test_cannot_enter_where_it_is_not_let_in(theirs: Address) -> None:
    with Session(theirs) as session:
        session.run("revoke connect on database shop from public")
    with start(url(theirs)) as server:
        database = server.create("inside")
        with pytest.raises(StatementFailed, match="permission denied"):
            Session(database.address.at("shop"))
    with Session(theirs) as session:
        session.run("grant connect on database shop to public")


KILLED = """
import sys, time
from ddlproof.postgres.choose import start
with start(sys.argv[1]) as server:
    database = server.create("left")
    with database.connect() as session:
        print(database.name, flush=True)
        time.sleep(60)
"""


def test_what_a_killed_run_left_is_dropped_by_the_next_one_but_a_living_run_is_spared(theirs: Address) -> None:
    before = census(theirs)
    with start(url(theirs)) as living:
        kept = living.create("kept")
        run = subprocess.Popen([sys.executable, "-c", KILLED, url(theirs)], stdout=subprocess.PIPE, text=True)
        assert run.stdout is not None
        left = run.stdout.readline().strip()
        os.kill(run.pid, signal.SIGKILL)
        run.wait()
        run.stdout.close()
        assert {left, kept.name} <= set(census(theirs)[0])
        _until_sessions_end(theirs, left)

        with start(url(theirs)):
            names, _ = census(theirs)
            assert left not in names
            assert kept.name in names
    assert census(theirs) == before


def _until_sessions_end(address: Address, database: str) -> None:
    """The server notices the death of a client when it next reads from it."""
    with Session(address) as session:
        while session.fetch("select 1 from pg_stat_activity where application_name = left($1::text, 17)", [database]):
            time.sleep(0.01)
