"""SQL under test gets no further than its own database, and the sandbox holds even a superuser."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from ddlproof.postgres.address import Address
from ddlproof.postgres.binaries import find
from ddlproof.postgres.embedded import start
from ddlproof.postgres.landlock import version
from ddlproof.postgres.server import Server
from ddlproof.postgres.session import Session, StatementFailed
from ddlproof.postgres.settings import CONNECTIONS
from ddlproof.progress import silent

DENIED = "42501"
ATTACKS = {
    "run a program": "copy (select 1) to program 'true'",
    "read a program's output": "do $$ begin create temp table t (x text); copy t from program 'env'; end $$",
    "write a file": "copy (select 1) to '/tmp/ddlproof-attack'",
    "read a file": "select pg_read_file('/etc/passwd')",
    "list a folder": "select pg_ls_dir('/')",
    "import a file": "select lo_import('/etc/passwd')",
    "load machine code": "create function f() returns int language c as '/lib/x86_64-linux-gnu/libc.so.6', 'getpid'",
    "call the inside": "create function f(internal) returns int language internal as 'int4in'",
    "change the server's settings": "alter system set archive_command = 'true'",
    "reload them": "select pg_reload_conf()",
    "switch constraints off": "set session_replication_role = replica",
    "falsify the catalog": "update pg_constraint set convalidated = true",
    "make a superuser": "create role god superuser",
    "become one": "alter role current_user superuser",
    "act as another": "set role ddlproof_admin",
    "log in as another": "set session authorization ddlproof_admin",
    "take a predefined role": "grant pg_execute_server_program to current_user",
    "make a database": "create database another",
    "make a tablespace": "create tablespace elsewhere location '/tmp'",
    "catch every command": "create event trigger everywhere on ddl_command_start execute function pg_backend_pid()",
    "lift the limit on temporary files": "set temp_file_limit = -1",
    "connect elsewhere": "create subscription s connection 'host=127.0.0.1' publication p",
    "end the other session": "select pg_terminate_backend(pid) from pg_stat_activity where datname = 'postgres'",
}


@pytest.mark.parametrize("attack", ATTACKS)
def test_the_owner_may_not(server: Server, attack: str) -> None:
    database = server.create("attack")
    with database.connect() as session, pytest.raises(StatementFailed) as caught:
        session.run(ATTACKS[attack])
    assert caught.value.error.sqlstate == DENIED, caught.value
    server.drop(database)


@pytest.mark.parametrize("elsewhere", ["postgres", "template1"])
def test_the_owner_may_not_connect_to_other_databases(server: Server, elsewhere: str) -> None:
    database = server.create("elsewhere")
    with pytest.raises(StatementFailed, match="permission denied for database"):
        Session(database.address.at(elsewhere))
    server.drop(database)


def test_the_owner_cannot_take_every_connection(server: Server) -> None:
    database = server.create("crowd")
    with ExitStack() as stack:
        for _ in range(CONNECTIONS):
            stack.enter_context(database.connect())
        with pytest.raises(StatementFailed, match="too many connections"):
            database.connect()
    server.drop(database)


def test_a_huge_value_is_refused_and_the_server_lives(embedded: Server) -> None:
    database = embedded.create("huge")
    with database.connect() as session:
        with pytest.raises(StatementFailed, match=r"out of memory|requested length too large"):
            session.run("select length(repeat('x', 900000000) || repeat('y', 100000000))")
        assert session.run("select 1").rows == (("1",),)
    embedded.drop(database)


@pytest.fixture(scope="module")
def superuser() -> Iterator[Address]:
    installations, _ = find(18)
    if not installations:
        pytest.skip("no PostgreSQL 18")
    with start(installations[0], silent) as address:
        yield address


@pytest.mark.skipif(version() == 0, reason="this kernel has no Landlock")
class TestSandbox:
    """What a superuser of an embedded server cannot do."""

    def attempt(self, address: Address, sql: str) -> str:
        with Session(address) as session, pytest.raises(StatementFailed) as caught:
            session.run(sql)
        return caught.value.error.message

    def test_no_program_runs(self, superuser: Address, tmp_path: Path) -> None:
        said = self.attempt(superuser, f"copy (select 1) to program 'touch {tmp_path / 'proof'}'")

        assert "could not" in said or "failed" in said
        assert not (tmp_path / "proof").exists()

    def test_no_file_is_written_outside(self, superuser: Address, tmp_path: Path) -> None:
        assert "Permission denied" in self.attempt(superuser, f"copy (select 1) to '{tmp_path / 'proof'}'")
        assert not (tmp_path / "proof").exists()

    @pytest.mark.parametrize("path", ["/etc/hostname", "/etc/passwd", "/proc/self/environ", __file__])
    def test_no_file_of_the_host_is_read(self, superuser: Address, path: str) -> None:
        assert Path(path).exists()
        assert "Permission denied" in self.attempt(superuser, f"select pg_read_file('{path}')")

    def test_no_folder_of_the_host_is_listed(self, superuser: Address) -> None:
        assert "Permission denied" in self.attempt(superuser, "select pg_ls_dir('/')")

    def test_no_connection_goes_out(self, superuser: Address) -> None:
        said = self.attempt(superuser, "create subscription s connection 'host=127.0.0.1 port=1' publication p")

        assert "Connection refused" not in said
        assert "Permission denied" in said or "unreachable" in said

    def test_ordinary_work_is_not_disturbed(self, superuser: Address) -> None:
        with Session(superuser) as session:
            session.run("create table t as select generate_series(1, 200000) as n")
            session.run("set work_mem = '64kB'")
            session.run("create index on t (n)")
            session.run("create extension citext")
            assert session.run("select count(*) from (select n from t order by -n) as sorted").rows == (("200000",),)
