"""What a configuration says that a project has decided about its schema."""

from __future__ import annotations

from pathlib import Path

import pytest

from ddlproof.change.config import find_config
from ddlproof.errors import ContractError
from ddlproof.model.house import House


def house(folder: Path, text: str) -> House:
    (folder / "ddlproof.toml").write_text(text)
    return find_config(folder).house


def test_it_is_read_and_written(tmp_path: Path) -> None:
    text = 'exposed-schemas = ["api"]\nextensions = ["citext"]\n[names]\n'
    text += r"index = '\w+_idx'" + "\n" + r"foreign-key = 'fk_\w+'"
    found = house(tmp_path, text)
    assert found == House(("api",), (("index", r"\w+_idx"), ("foreign key", r"fk_\w+")), ("citext",))
    assert found.toml == text


def test_timeouts_that_the_role_or_the_runner_sets(tmp_path: Path) -> None:
    found = house(tmp_path, 'lock-timeout = "2s"\nstatement-timeout = 5000')
    assert (found.lock_timeout, found.statement_timeout) == ("2s", "5000")
    assert found.toml == 'lock-timeout = "2s"\nstatement-timeout = "5000"'
    with pytest.raises(ContractError, match="no time"):
        house(tmp_path, 'lock-timeout = "soon"')


def test_how_many_rows_there_are(tmp_path: Path) -> None:
    found = house(tmp_path, 'backfill-rows = 500\n[table-rows]\n"public.jobs" = 12000000')
    assert (found.backfill_rows, found.sizes) == (500, (("public.jobs", 12000000),))
    assert house(tmp_path, found.toml) == found
    assert house(tmp_path, "").backfill_rows == 10_000
    with pytest.raises(ContractError, match="at least 0"):
        house(tmp_path, "[table-rows]\njobs = -1")


def test_a_platform_exposes_what_it_exposes(tmp_path: Path) -> None:
    assert house(tmp_path, 'platform = "supabase"').exposed == ("public",)
    assert house(tmp_path, 'platform = "supabase"\nexposed-schemas = []').exposed == ()
    assert house(tmp_path, "") == House()


@pytest.mark.parametrize(("text", "said"), [("index = '('", "no regular expression"), ("inde = 'a'", "no key `inde`")])
def test_what_cannot_be_meant(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(ContractError, match=said):
        house(tmp_path, f"[names]\n{text}")
