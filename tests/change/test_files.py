"""What is read as a text file, and what is refused."""

import os
import subprocess
from pathlib import Path

import pytest

from ddlproof.change.files import MOST_BYTES, decode, read_source, read_sources
from ddlproof.errors import InputError


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A git repository whose files on disk have gone on since the commit."""
    (tmp_path / "db").mkdir()
    (tmp_path / "db" / "b.sql").write_text("committed b;")
    (tmp_path / "db" / "a.sql").write_text("committed a;")
    (tmp_path / "db" / "notes.txt").write_text("not sql")
    who = ["-c", "user.name=t", "-c", "user.email=t@example.org"]
    for arguments in (["init", "-q", "-b", "main"], ["add", "."], [*who, "commit", "-qm", "first"]):
        subprocess.run(["git", *arguments], cwd=tmp_path, check=True)
    (tmp_path / "db" / "a.sql").write_text("on disk;")
    return tmp_path


def refusal(*arguments: object, **keywords: Path) -> InputError:
    with pytest.raises(InputError) as caught:
        read_source(*arguments, **keywords)
    return caught.value


def test_a_file_is_read_and_named_as_people_know_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "a.sql").write_bytes(b"\xef\xbb\xbfselect 1;\r\n")
    monkeypatch.chdir(tmp_path)
    source = read_source("a.sql", directory=tmp_path / "sub")
    assert (source.name, source.text) == ("sub/a.sql", "select 1;\r\n")


def test_a_directory_is_its_sql_files_by_name(tmp_path: Path) -> None:
    for name in ("2.sql", "10.sql", "sub/1.sql", "readme.md"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(name)
    assert [source.text for source in read_sources(tmp_path)] == ["10.sql", "2.sql", "sub/1.sql"]


def test_a_missing_file_names_the_nearest(tmp_path: Path) -> None:
    (tmp_path / "before.sql").write_text("")
    error = refusal("befor.sql", directory=tmp_path)
    assert "There is no file" in error.message
    assert "before.sql" in error.hint


def test_bytes_that_are_no_text_are_refused_with_their_place() -> None:
    with pytest.raises(InputError) as caught:
        decode("a.sql", b"select 1;\nselect '\xe9t\xe9';\n")
    assert str(caught.value).startswith("a.sql:2:9: The byte 0xe9 is not UTF-8.")


def test_a_nul_is_refused_with_its_place() -> None:
    with pytest.raises(InputError) as caught:
        decode("a.sql", b"select 1;\n\0drop table t;")
    assert caught.value.span is not None
    assert (caught.value.span.line, caught.value.span.column) == (2, 1)


def test_utf_16_is_refused() -> None:
    with pytest.raises(InputError, match="not UTF-8"):
        decode("a.sql", "select 1".encode("utf-16"))


def test_a_huge_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.sql").write_bytes(b" " * (MOST_BYTES + 1))
    assert "larger than 5 MB" in refusal(tmp_path / "a.sql").message


def test_what_is_no_file_is_refused_at_once(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.sql")
    assert "not a regular file" in refusal(tmp_path / "pipe.sql").message
    assert "Cannot read" in refusal("a\0b", directory=tmp_path).message


def test_git_has_what_was_committed(repository: Path) -> None:
    source = read_source("git:main:db/a.sql", directory=repository)
    assert (source.name, source.text) == ("git:main:db/a.sql", "committed a;")
    assert [s.text for s in read_sources("git:HEAD:db", directory=repository)] == ["committed a;", "committed b;"]
    assert [s.name for s in read_sources("git:HEAD:./", directory=repository / "db")] == [
        "git:HEAD:./a.sql",
        "git:HEAD:./b.sql",
    ]


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("git:nowhere:db/a.sql", "fetch-depth"),
        ("git:main:db/c.sql", "git ls-tree"),
        ("git:main:db", "Name a file"),
        ("git:main", "git:REF:PATH"),
        ("git:--output=x:db/a.sql", "git:REF:PATH"),
    ],
)
def test_git_says_what_it_has_not(repository: Path, path: str, said: str) -> None:
    assert said in refusal(path, directory=repository).hint


def test_outside_of_a_repository_git_has_nothing(tmp_path: Path) -> None:
    assert "inside the repository" in refusal("git:main:a.sql", directory=tmp_path).hint


def test_a_directory_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="is not a regular file"):
        read_source(tmp_path)


@pytest.mark.parametrize(
    ("name", "text", "hint"),
    [
        ("b2_users.py", "from alembic import op\n", "`alembic upgrade FROM:TO --sql > m.sql`"),
        ("0001_initial.py", "class Migration(migrations.Migration):\n", "`manage.py sqlmigrate APP NAME > m.sql`"),
        ("20240101_users.rb", "class Users < ActiveRecord::Migration[7.0]\n", "db/structure.sql"),
        ("notes.py", "print()\n", "Name a file"),
    ],
)
def test_migrations_in_another_language_can_be_had_as_sql(tmp_path: Path, name: str, text: str, hint: str) -> None:
    (tmp_path / name).write_text(text)
    with pytest.raises(InputError, match=r"holds no \.sql file") as refused:
        read_sources(tmp_path)
    assert hint in refused.value.hint
