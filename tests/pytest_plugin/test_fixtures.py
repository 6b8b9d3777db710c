"""The fixtures: one server a session, a database and a schema for each test."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.usefixtures("embedded")

SQL = "create table jobs (id int primary key);"


def test_a_database_is_new_for_each_test_and_its_owner_no_superuser(pytester: pytest.Pytester) -> None:
    pytester.makepyfile("""
        import pytest

        @pytest.mark.parametrize("turn", [1, 2])
        def test_it(ddlproof_database, turn):
            with ddlproof_database.connect() as session:
                session.run("create table t (id int)")
                assert session.fetch("show is_superuser") == [("off",)]
        """)
    pytester.runpytest().assert_outcomes(passed=2)


def test_a_schema_is_loaded_once_and_copied_for_each_test(pytester: pytest.Pytester) -> None:
    pytester.makefile(".sql", jobs="create table jobs (id int primary key); insert into jobs values (1);")
    pytester.makepyfile("""
        import pytest

        @pytest.mark.parametrize("turn", [1, 2, 3])
        def test_it(ddlproof_schema, ddlproof_postgres, turn):
            loaded = ddlproof_schema("jobs.sql")
            assert [table.name.name for table in loaded.schema.tables] == ["jobs"]
            with loaded.connect() as session:
                assert session.run("insert into jobs values (2)").tag == "INSERT 0 1"
                assert session.run("select count(*) from jobs").rows == (("2",),)
            names = ddlproof_postgres.admin.fetch("select datname from pg_database where datname like 'ddlproof%'")
            assert len([name for name, in names if "template" in name]) == 1
            assert len(names) == 2, "the databases of earlier tests are gone"
        """)
    pytester.runpytest().assert_outcomes(passed=3)


def test_files_and_text_are_loaded_in_order(pytester: pytest.Pytester) -> None:
    pytester.makefile(".sql", jobs=SQL)
    pytester.makepyfile("""
        def test_it(ddlproof_schema):
            one = ddlproof_schema("jobs.sql", sql="create index i on jobs (id);")
            two = ddlproof_schema(sql="create table t (id int);")
            assert [index.name.name for index in one.schema.indexes] == ["i"]
            assert [table.name.name for table in two.schema.tables] == ["t"]
            assert one.database != two.database
        """)
    pytester.runpytest().assert_outcomes(passed=1)


@pytest.mark.parametrize(
    ("call", "said"),
    [
        ('"nowhere.sql"', "There is no file *nowhere.sql."),
        (
            'sql="create table t (id nowhere)"',
            'sql:1:20: PostgreSQL refuses this: type "nowhere" does not exist (42704)',
        ),
        ("", "there is nothing to load"),
    ],
)
def test_what_cannot_be_loaded_fails_without_a_traceback(pytester: pytest.Pytester, call: str, said: str) -> None:
    pytester.makepyfile(f"def test_it(ddlproof_schema): ddlproof_schema({call})")
    result = pytester.runpytest()
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines([said])
    result.stdout.no_fnmatch_line("*loaded.py*")


def test_changes_and_fixtures_share_one_server_that_ends_with_the_session(pytester: pytest.Pytester) -> None:
    pytester.makefile(".sql", a=SQL)
    pytester.makefile(".toml", change='before = "a.sql"\nafter = "a.sql"\nintended = ""')
    pytester.makeconftest("""
        from pathlib import Path
        from ddlproof.postgres import choose

        started = []
        real = choose.start

        def start(*given, **named):
            started.append(given)
            return real(*given, **named)

        choose.start = start

        def pytest_unconfigure(config):
            choose.start = real
            Path("started").write_text(str(started))
        """)
    pytester.makepyfile("""
        from pathlib import Path

        def test_it(ddlproof_postgres):
            Path("folder").write_text(ddlproof_postgres.address.server["host"])
        """)
    pytester.runpytest("--ddlproof").assert_outcomes(passed=2)
    assert (pytester.path / "started").read_text() == "[('auto',)]"
    assert not type(pytester.path)((pytester.path / "folder").read_text()).exists()
