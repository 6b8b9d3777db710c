-- name: create + table in it
-- before
-- after
create schema s;
create table s.t (a int primary key);
-- expect: + schema s
-- expect: + table s.t

-- name: drop with table
-- before
create schema s;
create table s.t (a int primary key);
-- after
-- expect: - schema s
-- expect: - table s.t

-- name: move table to schema
create schema s;
-- before
create table t (a int primary key);
-- after
create table s.t (a int primary key);
-- expect: - table public.t
-- expect: + table s.t
