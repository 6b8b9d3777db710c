"""A server makes scratch databases for a role that can do nothing else."""

from __future__ import annotations

import pytest

from ddlproof.postgres.server import Server
from ddlproof.postgres.session import StatementFailed


def test_a_copy_holds_what_its_template_held_and_goes_its_own_way(server: Server) -> None:
    original = server.create("original")
    with original.connect() as session:
        session.run("create table t (id int primary key)")
        session.run("insert into t values (1)")
    copy = server.create("copy", original)
    with copy.connect() as session:
        session.run("insert into t values (2)")
        assert session.run("select id from t").rows == (("1",), ("2",))
    with original.connect() as session:
        assert session.run("select id from t").rows == (("1",),)
    server.drop(copy)
    server.drop(original)


def test_a_template_may_still_be_in_use(server: Server) -> None:
    original = server.create("used")
    with original.connect() as session:
        session.run("create table t ()")
        copy = server.create("copy", original)
    with copy.connect() as session:
        assert session.run("select * from t").tag == "SELECT 0"
    server.drop(copy)
    server.drop(original)


def test_a_dropped_database_is_gone_also_when_it_is_in_use(server: Server) -> None:
    database = server.create("short")
    with database.connect():
        server.drop(database)
    with pytest.raises(StatementFailed, match="does not exist") as caught:
        database.connect()
    assert caught.value.error.sqlstate == "08001"
    server.drop(database)


def test_the_owner_owns_the_public_schema(server: Server) -> None:
    database = server.create("public")
    with database.connect() as session:
        session.run("comment on schema public is 'ours'")
        session.run("drop schema public")
        session.run("create schema public")
    server.drop(database)


def test_any_purpose_makes_a_name(server: Server) -> None:
    purposes = ["before", 'Ünï"; drop database postgres; --', "x" * 200, ""]
    databases = [server.create(purpose) for purpose in purposes]

    assert len({database.name for database in databases}) == len(purposes)
    for database in databases:
        with database.connect() as session:
            assert session.fetch("select current_database()::text") == [(database.name,)]
        server.drop(database)


def test_a_role_that_changed_itself_is_restored_for_the_next_database(server: Server) -> None:
    spoilt = server.create("spoilt")
    with spoilt.connect() as session:
        (owner,) = session.fetch("select current_user::text")[0]
        session.run(f"alter role {owner} set search_path = nowhere")
        session.run(f"alter role {owner} password 'mine'")
    fresh = server.create("fresh")
    with fresh.connect() as session:
        assert session.run("show search_path").rows == (('"$user", public',),)
    server.drop(spoilt)
    server.drop(fresh)


def test_everything_is_utf8_and_in_the_same_time_zone(server: Server) -> None:
    database = server.create("settings")
    with database.connect() as session:
        shown = [session.run(f"show {name}").rows[0][0] for name in ("server_encoding", "client_encoding", "timezone")]
        assert shown == ["UTF8", "UTF8", "UTC"]
    server.drop(database)


def test_version_and_backend_are_stated(embedded: Server, embedded16: Server, container: Server) -> None:
    assert [(s.postgres.backend, s.major) for s in (embedded, embedded16, container)] == [
        ("embedded", 18),
        ("embedded", 16),
        ("container postgres:15", 15),
    ]
    assert container.postgres.version.startswith("15.")
