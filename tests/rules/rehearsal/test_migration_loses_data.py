"""What a migration destroys, told from what it keeps in another form, which its rollback shows."""

from __future__ import annotations

from pathlib import Path

import pytest

from ddlproof.gate.one import check_one
from ddlproof.gate.plan import plan
from ddlproof.options import Options

BEFORE = "create table jobs (id int primary key, done boolean not null);"
STATUS = (
    "alter table jobs add status text;\n"
    "update jobs set status = case when done then 'finished' else 'open' end;\n"
    "alter table jobs drop done;"
)
BACK = "alter table jobs add done boolean;\n{};\nalter table jobs alter done set not null, drop status;"


def said(folder: Path, server, rollback: str = "") -> list[str]:
    files = {"before": BEFORE, "migration": STATUS} | ({"rollback": rollback} if rollback else {})
    for name, sql in files.items():
        (folder / f"{name}.sql").write_text(sql)
    (folder / "change.toml").write_text("".join(f'{name} = "{name}.sql"\n' for name in files))
    found = check_one(plan(folder), server, Options(select=("migration-loses-data",))).findings
    return [f"{one.span.line if one.span else 0}: {one.message}" for one in found]


DESTROYS = ["3: the migration destroys 3 values of public.jobs.done"]


def test_what_the_rollback_gives_back_was_kept(tmp_path: Path, embedded) -> None:
    assert said(tmp_path, embedded, BACK.format("update jobs set done = status = 'finished'")) == []


@pytest.mark.parametrize(
    "rollback",
    [
        "",
        BACK.format("update jobs set done = false"),
        BACK.format("update jobs set done = status = 'finished' where id < 0"),  # and so it fails
    ],
)
def test_what_it_does_not_give_back_may_not_have_been(tmp_path: Path, embedded, rollback: str) -> None:
    assert said(tmp_path, embedded, rollback) == DESTROYS
