"""What `accept` writes from the files is what `check` sees on the server, however either spells a definition."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from ddlproof.gate.begin import accept_diff
from ddlproof.gate.one import check_one
from ddlproof.gate.plan import plan
from ddlproof.options import Options
from ddlproof.postgres.server import Server

LONG = "a > 1 and b <> 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx' or a in (1, 2, 3, 4, 5, 6, 7, 8)"
TABLE = "create table t (a int, b text);"
KINDS = {
    "function": f"""create or replace function f(x int) returns int language plpgsql as $$
        declare y int;
        begin
          -- a comment
          select count(*) into y from t where a <> {{}} and {LONG};  return y;
        end $$""",
    "body that is parsed": f"""create or replace function f(x int) returns bigint begin atomic
        select count(*) from t where {LONG} and a <> {{}}; end""",
    "view": f"drop view if exists v; create view v as select a, b from t where a <> {{}} and ({LONG})",
    "materialized view": f"""drop materialized view if exists v;
        create materialized view v as select a from t where a <> {{}} and {LONG}""",
    "trigger": """create or replace function g() returns trigger language plpgsql as $$ begin return new; end $$;
        create or replace trigger r before insert on t for each row
        when (new.b in ('xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx', 'yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy', '{}'))
        execute function g()""",
    "policy": f"drop policy if exists p on t; create policy p on t using (a <> {{}} and ({LONG}))",
    "rule": f"""create or replace rule r as on delete to t where old.a in (1, 2)
        do instead (update t set b = '{{}}' where {LONG}; select a from t where {LONG})""",
    "statistics": "drop statistics if exists s; create statistics s on (a + {}), (b || 'x') from t",
    "domain": """drop domain if exists d; create domain d as text check (value in
        ('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa', 'bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb', '{}'))""",
    "comment": "comment on table t is 'it goes on and on and on and on and on and on and on and on, {}\n on two lines'",
    "check": f"alter table t drop constraint if exists c, add constraint c check (a < {{}} and ({LONG}))",
    "index": f"drop index if exists i; create index i on t (a) where a <> {{}} and ({LONG})",
}


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_accepted_from_the_files_is_met_on_the_server(
    change: Callable[..., Path], embedded: Server, kind: str
) -> None:
    first, second = KINDS[kind].format(1), KINDS[kind].format(2)
    for before, migration in ((TABLE, f"{first};"), (f"{TABLE} {first};", f"{second};")):
        path = change('intended = """\n"""\n', migration=migration, before=before)
        assert accept_diff(path).changes

        outcome = check_one(plan(path), embedded, Options())

        assert outcome.intended is not None
        assert (outcome.intended.missing, outcome.intended.unexpected) == ((), ())


def test_a_definition_that_was_accepted_and_is_another_by_now_is_not_met(
    change: Callable[..., Path], embedded: Server
) -> None:
    path = change('intended = """\n"""\n', migration=f"{KINDS['view'].format(1)};", before=TABLE)
    accept_diff(path)
    (path / "migration.sql").write_text(f"{KINDS['view'].format(2)};")

    outcome = check_one(plan(path), embedded, Options())

    assert outcome.intended is not None
    assert len(outcome.intended.missing) == len(outcome.intended.unexpected) == 1
