"""The configuration: where it is found, and what it may say."""

from pathlib import Path

import pytest

from ddlproof.change.config import Config, find_config
from ddlproof.errors import ContractError
from ddlproof.finding import Severity

FULL = """\
[tool.ddlproof]
postgres-version = "15"
runner = "autocommit"
migrations = "db/migrations"
select = ["locking"]
ignore = ["lock-timeout-missing"]
fail-on = "warning"
per-path = { "old/**" = ["locking"] }
[tool.ddlproof.rehearsal]
rows = 100
[tool.ddlproof.postgres]
server = "embedded:16"
"""


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / ".git").mkdir()
    (tmp_path / "a" / "b").mkdir(parents=True)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_everything_that_it_says_is_read(repository: Path) -> None:
    (repository / "pyproject.toml").write_text(FULL)
    config = find_config(repository / "a" / "b" / "x.sql")
    assert config.source is not None
    assert config == Config(
        source=config.source,
        postgres_version=15,
        runner="autocommit",
        migrations=("db/migrations",),
        select=("locking",),
        ignore=("lock-timeout-missing",),
        per_path=(("old/**", ("locking",)),),
        fail_on=Severity.WARNING,
        rows=100,
        postgres="embedded:16",
    )


SQUAWK = """\
pg_version = "15.2"
assume_in_transaction = true
excluded_rules = ["require-concurrent-index-creation", "prefer-text-field"]
excluded_paths = ["old/*.sql"]
[upload_to_github]
fail_on_violations = true
"""


def test_squawks_counts_where_there_is_no_other(repository: Path) -> None:
    (repository / ".squawk.toml").write_text(SQUAWK)
    config = find_config(repository / "a" / "b" / "x.sql")
    assert config == Config(
        source=config.source,
        postgres_version=15,
        runner="transaction",
        ignore=("require-concurrent-index-creation", "prefer-text-field"),
        per_path=(("old/*.sql", ("all",)),),
    )
    (repository / "pyproject.toml").write_text("[project]")
    assert find_config(repository / "a" / "b" / "x.sql") == config
    (repository / "ddlproof.toml").write_text('postgres-version = "16"')
    own = find_config(repository / "a" / "b" / "x.sql")
    assert (own.postgres_version, own.ignore, own.runner) == (16, (), None)


def test_a_version_that_squawk_would_not_know_either(repository: Path) -> None:
    (repository / ".squawk.toml").write_text('pg_version = "new"')
    with pytest.raises(ContractError, match=r"`pg_version` of \.squawk\.toml is no version of PostgreSQL"):
        find_config(repository)


def test_the_nearest_counts_and_its_own_file_first(repository: Path) -> None:
    (repository / "ddlproof.toml").write_text('runner = "far"')
    (repository / "a" / "pyproject.toml").write_text('[tool.ddlproof]\nrunner = "near"')
    assert find_config(repository / "a" / "b").runner == "near"
    (repository / "a" / "ddlproof.toml").write_text('runner = "own"')
    assert find_config(repository / "a" / "b").runner == "own"


def test_a_pyproject_of_others_is_passed_over(repository: Path) -> None:
    (repository / "ddlproof.toml").write_text('runner = "far"')
    (repository / "a" / "pyproject.toml").write_text("[tool.other]\nx = 1")
    assert find_config(repository / "a").runner == "far"


def test_the_search_ends_at_the_repositorys_root(repository: Path) -> None:
    (repository / "ddlproof.toml").write_text('runner = "outer"')
    (repository / "a" / ".git").write_text("gitdir: elsewhere")
    assert find_config(repository / "a" / "b") == Config()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('selct = ["x"]', "ddlproof.toml:1:1: ddlproof.toml has no key `selct`.\nDid you mean `select`?"),
        ('select = "x"', "ddlproof.toml:1:1: `select` of ddlproof.toml must be a list of strings, not a string."),
        ('fail-on = "bad"', '`fail-on` of ddlproof.toml cannot be "bad".\nIt is one of "error", "warning", "note".'),
        ('postgres-version = "x"', "`postgres-version` of ddlproof.toml is no version of PostgreSQL."),
        ("postgres-version = true", "`postgres-version` of ddlproof.toml is no version of PostgreSQL."),
        ("[postgres]\nserber = 'x'", "ddlproof.toml:2:1: [postgres] has no key `serber`.\nDid you mean `server`?"),
        ("[rehearsal]\nrows = 0", "ddlproof.toml:2:1: `rows` of [rehearsal] must be at least 1."),
        ("postgres = 'auto'", "ddlproof.toml:1:1: `postgres` of ddlproof.toml must be a table, not a string."),
    ],
)
def test_a_mistake_is_named_with_its_place(repository: Path, text: str, said: str) -> None:
    (repository / "ddlproof.toml").write_text(text)
    with pytest.raises(ContractError) as caught:
        find_config(repository)
    assert said in str(caught.value)


@pytest.mark.parametrize(("written", "major"), [('"15"', 15), ('"16.4"', 16), ("18", 18)])
def test_a_version_may_be_written_as_people_do(repository: Path, written: str, major: int) -> None:
    (repository / "ddlproof.toml").write_text(f"postgres-version = {written}")
    assert find_config(repository).postgres_version == major
