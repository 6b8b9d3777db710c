"""Random DO blocks: statements behind questions to the catalog, and with handlers."""

from __future__ import annotations

import re

from ddl_writer import ENUMS, Writer

from ddlproof.model.expression import string
from ddlproof.model.names import unquoted

_PART = re.compile(r'"(?:[^"]|"")+"|[^".]+')


def bare(name: str) -> str:
    """The last part of a name as a string."""
    return string(unquoted(_PART.findall(name)[-1]))


def question(w: Writer) -> str:
    table, named = w.table(), w.constraint_name("t_pkey")
    column, enum = w.column(table), w.one(w.world.enums or ENUMS)
    schema = w.one(["", " and table_schema = current_schema()", " and table_schema = 'app'"])
    asked = [
        f"to_regclass({string(table)}) is not null",
        f"to_regclass({string(named[1])}) is not null",
        f"to_regtype({string(enum)}) is not null",
        f"exists (select 1 from pg_type where typname = {bare(enum)})",
        f"exists (select from pg_type t join pg_namespace n on n.oid = t.typnamespace where n.nspname = 'app' "
        f"and t.typname = {bare(w.one([enum, table]))})",
        f"exists (select 1 from information_schema.tables where table_name = {bare(table)}{schema})",
        f"exists (select * from information_schema.columns where table_name = {bare(table)}{schema} "
        f"and column_name = {bare(column)}{w.one(['', ' and is_nullable = ' + string('NO')])} limit 1)",
        f"exists (select 1 from pg_attribute where attrelid = to_regclass({string(table)}) "
        f"and attname = {bare(column)})",
        f"exists (select 1 from pg_constraint where conname = {bare(named[1])})",
        f"exists (select 1 from pg_constraint c join pg_class t on t.oid = c.conrelid "
        f"where t.relname = {bare(named[0])} and c.conname = {bare(named[1])} and contype = 'c')",
        f"exists (select 1 from information_schema.table_constraints where constraint_name = {bare(named[1])} "
        f"and table_name = {bare(named[0])} and constraint_type = 'UNIQUE')",
        f"exists (select 1 from pg_indexes where indexname = {bare(w.pick('index', 'i'))})",
        f"exists (select 1 from pg_class where relkind = 'i' "
        f"and relname = {bare(w.one([table, w.pick('index', 'i')]))})",
        f"exists (select 1 from pg_views where viewname = {bare(w.pick('view', 'v'))})",
        f"exists (select 1 from pg_trigger where tgname = {bare(w.one(['trg', 'Trg']))} and not tgisinternal)",
        f"exists (select 1 from pg_policies where policyname = 'p' and tablename = {bare(table)})",
        f"exists (select 1 from pg_enum e join pg_type t on t.oid = e.enumtypid "
        f"where t.typname = {bare(enum)} and e.enumlabel = 'new')",
        f"exists (select 1 from pg_namespace where nspname = {bare(w.one(['app', 'other']))})",
    ]
    return w.one(["", "not "]) + f"({w.one(asked)})"


def block(w: Writer, statement: str, other: str) -> str:
    """A statement behind a question, another one behind the opposite, or one that may be there already."""
    condition = w.one([question(w), question(w), f"{question(w)} and {question(w)}", f"{question(w)} or {question(w)}"])
    enum = w.one(w.world.enums or ENUMS)
    ways = [
        f"if {condition} then {statement}; end if;",
        f"if {condition} then {statement}; else {other}; end if;",
        f"if {condition} then null; elsif {question(w)} then {statement}; {other}; end if; raise notice 'done';",
        f"begin create table {w.table()} (id int); exception when duplicate_table then null; end;",
        f"begin create type {enum} as enum ('x'); exception when duplicate_object then null; end;",
        f"{statement}; execute {string(other)};",
    ]
    return f"do $do$ begin {w.one(ways)} end $do$"
