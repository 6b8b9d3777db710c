-- name: create
-- before
-- after
create type pair as (x int, y text);
-- unlike
create type pair as (x int, y varchar);
-- expect: + composite type public.pair

-- name: drop
-- before
create type pair as (x int, y text);
-- after
-- expect: - composite type public.pair

-- name: add attribute
-- before
create type pair as (x int, y text);
-- after
create type pair as (x int, y text, z date);
-- expect: ~ composite type public.pair

-- name: attribute type change, used by table
-- before
create type pair as (x int, y text);
create table t (p pair);
-- after
create type pair as (x bigint, y text);
create table t (p pair);
-- expect: ~ composite type public.pair

-- name: add attribute, used by a table column
-- before
create type pair as (x int, y text);
create table t (p pair);
-- after
create type pair as (x int, y text, z date);
create table t (p pair);
-- expect: ~ composite type public.pair
