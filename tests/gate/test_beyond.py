"""What only a superuser may do is left out of the try-out, and is a finding; all else is refused as ever."""

from __future__ import annotations

from pathlib import Path

import pytest

from ddlproof.errors import ServerRefused
from ddlproof.gate.one import check_one
from ddlproof.gate.plan import plan
from ddlproof.options import Options
from ddlproof.outcome import Outcome
from ddlproof.postgres.server import Server

BEFORE = (
    "create table t (id int primary key, n int);\n"
    "create function ev() returns event_trigger language plpgsql as $$ begin end $$;\n"
)
ADD, DROP = "alter table t add x int;", "alter table t drop x;"


def tried(folder: Path, server: Server, **scripts: str) -> Outcome:
    for name, sql in scripts.items():
        (folder / f"{name}.sql").write_text(sql)
    (folder / "change.toml").write_text("".join(f'{name} = "{name}.sql"\n' for name in scripts))
    return check_one(plan(folder), server, Options())


@pytest.mark.parametrize(
    ("does", "undoes", "lines"),
    [
        ("set session_replication_role = replica;", "set session_replication_role = replica;", [1]),
        ("begin;\nset local session_replication_role = replica;\ncommit;", "", [2]),
        ("create event trigger e on ddl_command_end execute function ev();", "drop event trigger e;", [1]),
        # What follows from it goes with it.
        (
            "create event trigger e on ddl_command_end execute function ev();\ncomment on event trigger e is 'x';",
            "comment on event trigger e is null;\ndrop event trigger e;",
            [1, 2],
        ),
        ("create publication p for all tables;", "drop publication p;", [1]),
        ("update pg_index set indisready = false where false;", "", [1]),
        ("create function c() returns int language c as 'x', 'y';", "drop function c();", [1]),
        ("do $$ begin perform set_config('session_replication_role', 'replica', true); end $$;", "", [1]),
    ],
)
@pytest.mark.parametrize("declared", [False, True])
def test_it_is_left_out_with_what_undoes_it(
    tmp_path: Path, embedded: Server, does: str, undoes: str, lines: list[int], declared: bool
) -> None:
    scripts = {"before": BEFORE, "migration": f"{does}\n{ADD}", "rollback": f"{DROP}\n{undoes}"}
    scripts |= {"after": f"{BEFORE}{ADD}"} if declared else {}
    outcome = tried(tmp_path, embedded, **scripts)
    found = [f for f in outcome.findings if f.rule == "needs-superuser"]
    assert [f.span.line for f in found if f.span is not None] == lines
    assert found[0].message.startswith("only a superuser may do this, and it was not tried out: ")
    assert found[0].message.endswith(" (42501)")
    assert outcome.printed_diff == "~ table public.t\n    + column x integer"
    assert outcome.rehearsal is not None
    assert not any(run.failed for run in outcome.rehearsal.runs)
    assert [f.rule for f in outcome.findings if f.rule.startswith(("rollback-fails", "model", "down"))] == []


def test_a_transaction_that_says_how_it_is_to_be_is_kept(tmp_path: Path, embedded: Server) -> None:
    script = f"begin;\nset local lock_timeout = '1s';\nset transaction isolation level serializable;\n{ADD}\ncommit;"
    outcome = tried(tmp_path, embedded, before=BEFORE, migration=script)
    assert outcome.printed_diff == "~ table public.t\n    + column x integer"


def test_of_the_schema_before_it_is_a_note(tmp_path: Path, embedded: Server) -> None:
    event = "create event trigger e on ddl_command_end execute function ev();"
    outcome = tried(tmp_path, embedded, before=BEFORE + event, migration=ADD)
    assert [note for note in outcome.notes if note.startswith("left out of the try-out, since only a superuser may")]
    assert [f.rule for f in outcome.findings] == ["lock-timeout-missing"]


@pytest.mark.parametrize(
    ("migration", "said"),
    [
        ("create table pg_catalog.x ();", "permission denied for schema pg_catalog"),
        ("alter table t owner to pg_monitor;", "must be able to SET ROLE"),
        ("create publication p for all tables;\nalter table nowhere add x int;", 'relation "nowhere" does not exist'),
    ],
)
def test_all_else_is_refused(tmp_path: Path, embedded: Server, migration: str, said: str) -> None:
    with pytest.raises(ServerRefused, match=said) as refused:
        tried(tmp_path, embedded, before=BEFORE, migration=migration)
    assert any("left out" in note for note in refused.value.notes) is ("publication" in migration)
