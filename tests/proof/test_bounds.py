"""What a partition takes: its bounds in, what rows showed of them out."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from ddlproof import read_schema
from ddlproof.evidence import Proof
from ddlproof.model.schema import EMPTY, Schema
from ddlproof.postgres.session import Session
from ddlproof.proof.stated import Bounds, unclaimed
from ddlproof.proof.unclaimed import prove_unclaimed

Load = Callable[[str], Schema]
Prove = Callable[[str, str], Proof]


@pytest.fixture
def prove(session: Session, load: Load) -> Prove:
    """The proof of a partition's bounds."""

    def run(sql: str, partition: str) -> Proof:
        schema = load(sql)
        every = unclaimed(EMPTY, schema, (), every=True)
        stated = [one for one in every if isinstance(one.part, Bounds) and one.table.name.name == partition]
        (proof,) = prove_unclaimed(session, schema, stated)
        assert proof.mismatches == ()
        return proof

    return run


def figures(proof: Proof) -> str:
    """What a proof found, in words."""
    made = proof.mutants
    alike = f", {made.equivalent} equivalent" if made.equivalent else ""
    left = f"; not distinguished: {', '.join(made.survivors)}" if made.survivors else ""
    said = f"{proof.accepted} accepted, {proof.rejected} rejected, {made.killed}/{made.made} killed{alike}{left}"
    return "; ".join((said, *proof.notes))


NESTED = """
create table owners (id int primary key);
create table days (day timestamptz, kind text, id int check (id > 0), owner int not null references owners)
  partition by list (kind);
create table days_a partition of days for values in ('a', 'b') partition by range (day);
create table days_2019 partition of days_a for values from ('2019-01-01') to ('2019-01-03');
create table days_rest partition of days_a default;
create table days_n partition of days for values in (null) partition by range (id, day);
create table days_few partition of days_n for values from (1, '2019-01-01') to (5, '2019-01-03');
create table days_many partition of days_n for values from (5, '2019-01-03') to (maxvalue, maxvalue);"""


@pytest.mark.parametrize(
    ("partition", "found"),
    [
        ("days_a", "2 accepted, 8 rejected, 6/6 killed"),  # not with NULL added, which is in days_n
        ("days_2019", "3 accepted, 7 rejected, 5/5 killed"),
        ("days_rest", "7 accepted, 3 rejected, 6/6 killed"),
        ("days_n", "1 accepted, 5 rejected, 1/1 killed"),
        ("days_few", "30 accepted, 60 rejected, 7/7 killed"),  # the others overlap days_many
        ("days_many", "29 accepted, 27 rejected, 3/3 killed"),
    ],
)
def test_a_partition_is_told_from_those_within_other_bounds(prove: Prove, partition: str, found: str) -> None:
    assert figures(prove(NESTED, partition)) == found


def test_a_partition_in_the_diff() -> None:
    days = "create table days (day date) partition by range (day);"
    more = "create table days_2020 partition of days for values from ('2020-01-01') to ('2021-01-01');"
    (stated,) = unclaimed(read_schema(sql=days), read_schema(sql=days + more), ())
    assert stated.claim == "partition of public.days for values from ('2020-01-01') to ('2021-01-01')"


@pytest.mark.parametrize(
    ("change", "proved"),
    [
        ("create table days_3 partition of days for values in (3)", ["days_rest", "days_3"]),
        ("drop table days_2", ["days_rest"]),
        ("alter table days_2 rename to two", ["two"]),
        ("alter table days detach partition days_2; alter table days attach partition days_2 for values in (2, 4)",
         ["days_2", "days_rest"]),
        ("create table other (a int)", []),
    ],
)  # fmt: skip
def test_what_a_default_partition_takes_changes_with_the_others(change: str, proved: list[str]) -> None:
    days = """create table days (day int) partition by list (day);
      create table days_1 partition of days for values in (1); create table days_2 partition of days for values in (2);
      create table days_rest partition of days default;"""
    stated = unclaimed(read_schema(sql=days), read_schema(sql=f"{days} {change};"), ())
    assert sorted(one.table.name.name for one in stated) == sorted(proved)


KINDS = """
create table jobs (kind text{required}) partition by list (kind);
create table jobs_a partition of jobs for values in ('a', 'b');
create table jobs_rest partition of jobs default;"""


class TestDefault:
    def test_takes_what_no_other_takes(self, prove: Prove) -> None:
        proof = prove(KINDS.format(required=""), "jobs_rest")
        assert proof.constraint == "public.jobs_rest partition"
        assert proof.claim == "partition of public.jobs default"
        # detached, jobs_a detached, and jobs_a without a, without b, with bx, with NULL, with ax for a, with bx for b
        assert figures(proof) == "8 accepted, 2 rejected, 8/8 killed"

    def test_without_null_that_another_one_takes_null_is_no_difference(self, prove: Prove) -> None:
        found = figures(prove(KINDS.format(required=" not null"), "jobs_rest"))
        assert found == "7 accepted, 2 rejected, 7/8 killed, 1 equivalent"

    def test_that_is_alone_takes_everything(self, prove: Prove) -> None:
        sql = "create table t (a int) partition by range (a); create table t_rest partition of t default;"
        assert figures(prove(sql, "t_rest")) == "6 accepted, 0 rejected, 0/0 killed"

    def test_of_an_expression(self, prove: Prove) -> None:
        sql = """create table t (a int) partition by range ((a + 1));
          create table t_few partition of t for values from (0) to (10);
          create table t_rest partition of t default;"""
        assert figures(prove(sql, "t_rest")) == "8 accepted, 6 rejected, 6/6 killed"

    @pytest.mark.parametrize(
        ("column", "key", "bounds"),
        [
            ("a numeric", "(a * 2 - 3)", "from (-5) to (7)"),
            ("a int", "(10 - a / 2)", "from (0) to (4)"),
            ("at timestamp", "(extract(year from at))", "from (2020) to (2024)"),
            ("at date", "(date_part('month', at))", "from (3) to (5)"),
            ("at timestamp", "(date_trunc('month', at))", "from ('2020-02-01') to ('2020-05-01')"),
        ],
    )
    def test_of_any_expression(self, prove: Prove, column: str, key: str, bounds: str) -> None:
        sql = f"""create table t ({column}) partition by range ({key});
          create table t_few partition of t for values {bounds}; create table t_rest partition of t default;"""
        assert prove(sql, "t_few").mutants.survivors == ()
        assert prove(sql.replace("table t", "table u").replace("of t", "of u"), "u_rest").mutants.survivors == ()

    def test_that_is_partitioned_itself(self, prove: Prove) -> None:
        sql = """create table t (a int, b int) partition by list (a);
          create table t_1 partition of t for values in (1);
          create table t_rest partition of t default partition by range (b);
          create table t_rest_b partition of t_rest for values from (10) to (20);"""
        assert figures(prove(sql, "t_rest")) == "6 accepted, 1 rejected, 6/6 killed"

    def test_beside_very_many(self, prove: Prove) -> None:
        sql = "create table t (a int) partition by list (a); create table t_rest partition of t default;"
        many = "".join(f"create table t_{n} partition of t for values in ({n});" for n in range(30))
        assert figures(prove(sql + many, "t_rest")) == (
            "8 accepted, 30 rejected, 44/44 killed; "
            "of 30 partitions beside it the bounds of 20 were tried, first and last"
        )

    def test_whose_bounds_are_not_understood(self, prove: Prove) -> None:
        sql = """create table t (a text) partition by list (a);
          create table t_1 partition of t for values in (e'a\\tb' || 'c');
          create table t_rest partition of t default;"""
        proof = prove(sql, "t_rest")
        assert proof.rows == 0
        assert proof.notes == ("nothing is proved: the values of the bounds are not understood",)


class TestHash:
    """PostgreSQL says what hash a value has, and makes the partitions."""

    @staticmethod
    def four(columns: str, key: str) -> str:
        each = (f"create table t_{n} partition of t for values with (modulus 4, remainder {n});" for n in range(4))
        return f"create table t ({columns}) partition by hash ({key}); {''.join(each)}"

    @pytest.mark.parametrize("partition", ["t_0", "t_1", "t_2", "t_3"])
    def test_takes_its_own_remainder_only(self, prove: Prove, partition: str) -> None:
        proof = prove(self.four("id int primary key", "id"), partition)
        assert proof.claim == f"partition of public.t for values with (modulus 4, remainder {partition[-1]})"
        # detached, the remainder before and after, modulus 2, and each half of it as of modulus 8
        assert figures(proof) == "2 accepted, 3 rejected, 6/6 killed"

    @pytest.mark.parametrize(
        ("columns", "key"),
        [
            ("tenant uuid, at timestamptz, note text", "tenant, at"),
            ("name text, id int generated always as identity", "lower(name)"),
            ("tags text[] not null", "tags"),
            ("code code not null", "code"),
            ("id bigint check (id between 100 and 200)", "id"),
        ],
    )
    def test_of_any_key(self, prove: Prove, columns: str, key: str) -> None:
        sql = f"create domain code as text check (length(value) < 20); {self.four(columns, key)}"
        assert figures(prove(sql, "t_1")) == "2 accepted, 3 rejected, 6/6 killed"

    def test_of_a_key_that_refers_to_others(self, prove: Prove) -> None:
        sql = f"create table tenants (id uuid primary key); {self.four('tenant uuid references tenants', 'tenant')}"
        assert figures(prove(sql, "t_3")) == "2 accepted, 3 rejected, 6/6 killed"

    def test_beside_partitions_of_another_modulus(self, prove: Prove) -> None:
        sql = """create table t (id int) partition by hash (id);
          create table t_even partition of t for values with (modulus 2, remainder 0);
          create table t_1 partition of t for values with (modulus 4, remainder 1);"""
        assert figures(prove(sql, "t_1")) == "2 accepted, 3 rejected, 6/6 killed"

    def test_of_a_key_whose_values_are_all_in_one_partition(self, prove: Prove) -> None:
        assert figures(prove(self.four("done bool", "done"), "t_0")) == (
            "1 accepted, 0 rejected, 3/6 killed, 3 equivalent"  # true, false and NULL were all asked about
        )

    def test_of_a_key_of_few_values_in_several_partitions(self, prove: Prove) -> None:
        sql = self.four("a bool not null, b bool", "a, b")
        assert figures(prove(sql, "t_0")) == "1 accepted, 1 rejected, 4/6 killed, 2 equivalent"

    def test_of_an_enum_with_another_column(self, prove: Prove) -> None:
        sql = f"create type size as enum ('s', 'm', 'l'); {self.four('size size, id int', 'size, id')}"
        assert figures(prove(sql, "t_0")) == "2 accepted, 3 rejected, 6/6 killed"

    def test_below_and_above_other_partitions(self, prove: Prove) -> None:
        sql = """create table t (day date, id int, n int) partition by range (day);
          create table t_2024 partition of t for values from ('2024-01-01') to ('2025-01-01') partition by hash (id);
          create table t_2024_0 partition of t_2024 for values with (modulus 2, remainder 0) partition by list (n);
          create table t_2024_0_n partition of t_2024_0 for values in (7);"""
        assert figures(prove(sql, "t_2024_0")) == "2 accepted, 1 rejected, 5/5 killed"

    def test_a_range_within_a_hash(self, prove: Prove) -> None:
        sql = """create table tenants (id uuid primary key);
          create table t (tenant uuid not null references tenants, n int) partition by hash (tenant);
          create table t_2 partition of t for values with (modulus 4, remainder 2) partition by range (n);
          create table t_2_few partition of t_2 for values from (1) to (100);"""
        assert figures(prove(sql, "t_2_few")) == "4 accepted, 8 rejected, 5/5 killed"
