"""`change.toml`: what it may say, and what it is told where it says something else."""

import subprocess
from pathlib import Path

import pytest

from ddlproof.change.contract import Contract, read_contract
from ddlproof.change.intended import with_intended
from ddlproof.errors import DdlproofError

FULL = """\
title = "A change"
before = "before.sql"
migration = ["1.sql", "2.sql"]
rollback = "1.sql"
intended = '''
+ table public.t
'''

[[claim]]
constraint = "t.c"
means = "a is not null"

[[writer]]
name = "w"
sql = "insert into t values (:id, :n, :f, :b)"
with = { id = "new", n = 1, f = 1.5, b = true }
after = "accepted"

[[reader]]
name = "r"
sql = "select 1"
index = "i"

[[verify]]
sql = "select 1"
rows = 0

[[accept]]
rule = "some-rule"
reason = "because"
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A change folder with the files that `FULL` names."""
    for name in ("before.sql", "1.sql", "2.sql"):
        (tmp_path / name).write_text(f"-- {name}")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def contract(folder: Path, text: str) -> Contract:
    (folder / "change.toml").write_text(text)
    return read_contract(folder)


def refusal(folder: Path, text: str) -> str:
    with pytest.raises(DdlproofError) as caught:
        contract(folder, text)
    assert caught.value.status == 2
    return str(caught.value)


def test_everything_that_it_says_is_read(folder: Path) -> None:
    read = contract(folder, FULL)
    assert (read.title, read.intended) == ("A change", "+ table public.t\n")
    assert [source.name for source in read.migration] == ["1.sql", "2.sql"]
    assert (read.after, [source.text for source in read.rollback]) == ((), ["-- 1.sql"])
    assert [(claim.constraint, claim.means) for claim in read.claims] == [("t.c", "a is not null")]
    (writer,) = read.writers
    assert writer.values == (("id", "new"), ("n", 1), ("f", 1.5), ("b", True))
    assert (writer.before, writer.after) == (None, "accepted")
    assert [(reader.name, reader.index) for reader in read.readers] == [("r", "i")]
    assert [(verify.sql, verify.rows) for verify in read.verify] == [("select 1", 0)]
    assert [(accept.rule, accept.reason) for accept in read.accepts] == [("some-rule", "because")]


def test_every_entry_has_its_place(folder: Path) -> None:
    read = contract(folder, FULL)
    entries = (*read.claims, *read.writers, *read.readers, *read.verify, *read.accepts)
    assert [entry.span.place for entry in entries] == [f"change.toml:{line}:1" for line in (10, 14, 20, 25, 29)]


def test_a_contract_needs_only_a_before(folder: Path) -> None:
    read = contract(folder, 'before = "before.sql"')
    assert (read.title, read.intended, read.claims, read.migration) == ("", None, (), ())


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("title = 'x'", "change.toml:1:1: change.toml needs `before`."),
        (
            "before = 'before.sql'\nintendet = ''",
            "change.toml:2:1: change.toml has no key `intendet`.\nDid you mean `intended`?",
        ),
        (
            "before = 'before.sql'\n[[writer]]\nnmae = 'x'",
            "change.toml:3:1: [[writer]] has no key `nmae`.\nDid you mean `name`?",
        ),
        (
            "before = 'before.sql'\n[writer]\nname = 'x'",
            "change.toml:2:1: `writer` of change.toml must be an array of tables",
        ),
        (
            "before = 'before.sql'\ntitle = 1",
            "change.toml:2:1: `title` of change.toml must be a string, not a whole number.",
        ),
        ("before = 'before.sql'\nmigration = [1]", "must be a string or a list of strings"),
        ("before = 'before.sql'\n[[accept]]\nrule = 'x'", "change.toml:2:1: [[accept]] needs `reason`."),
        (
            "before = 'before.sql'\n[[accept]]\nrule = 'x'\nreason = ' '",
            "change.toml:4:1: `reason` of [[accept]] is empty.",
        ),
        ("before = 'before.sql'\n[[verify]]\nsql = 'x'", "[[verify]] needs `rows`."),
        ("before = 'before.sql'\n[[verify]]\nsql = 'x'\nrows = true", "must be a whole number, not true or false"),
        ("before = 'before.sql'\n[[verify]]\nsql = 'x'\nrows = -1", "`rows` of [[verify]] must be at least 0."),
        (
            "before = 'before.sql'\n[[writer]]\nname = 'x'\nsql = 'x'\nafter = 'accept'",
            'change.toml:5:1: `after` of [[writer]] cannot be "accept".\nIt is one of "accepted", "rejected".',
        ),
        ("before = 'before.sql'\n[[writer]]\nname='x'\nsql='x'\nwith = { a = [1] }", "`a` must be a string, a number"),
        ("before = 'befor.sql'", "change.toml:1:1: There is no file befor.sql.\nDid you mean before.sql?"),
        ("before = ", "change.toml:1:9: This is not TOML"),
    ],
)
def test_a_mistake_is_named_with_its_place(folder: Path, text: str, said: str) -> None:
    assert said in refusal(folder, text)


def test_a_file_that_is_no_text_has_its_own_place(folder: Path) -> None:
    (folder / "before.sql").write_bytes(b"\n\xff")
    assert refusal(folder, 'before = "before.sql"').startswith("before.sql:2:1: ")


def test_a_contract_reads_nothing_outside_of_its_repository(folder: Path) -> None:
    inner = folder / "repository"
    inner.mkdir()
    subprocess.run(["git", "init", "-q"], cwd=inner, check=True)
    (inner / "link.sql").symlink_to(folder / "before.sql")
    for name in ("../before.sql", "link.sql", str(folder / "before.sql")):
        assert "outside of the repository" in refusal(inner, f'before = "{name}"')


DIFF = "~ table public.t\n    + check c (a ~ '\\d' and b = '''')\n"


@pytest.mark.parametrize("diff", [DIFF, "", '+ "a""b" """"\n', "+ c '''\\x''' \x01\n"])
@pytest.mark.parametrize(
    "text", [FULL, "before = 'before.sql'", "before = 'before.sql'\n[[claim]]\nconstraint='a.b'\nmeans='a'\n"]
)
def test_the_diff_is_written_where_it_is_read(folder: Path, text: str, diff: str) -> None:
    before = contract(folder, text)
    after = contract(folder, with_intended(before, diff))
    assert after.intended == diff
    assert (after.claims and after.claims[0].means) == (before.claims and before.claims[0].means)
    assert with_intended(after, diff) == after.source.text


def test_writing_changes_nothing_else(folder: Path) -> None:
    written = with_intended(contract(folder, FULL), "+ table public.u\n")
    assert written == FULL.replace("'''\n+ table public.t\n'''", '"""\n+ table public.u\n"""')
