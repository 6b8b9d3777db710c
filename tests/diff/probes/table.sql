-- name: add table
-- before
-- after
create table t (a int primary key, b text not null default 'x');
-- unlike
create table t (a int primary key, b text not null default 'y');
-- expect: + table public.t

-- name: drop table
-- before
create table t (a int primary key, b text not null default 'x');
-- after
-- expect: - table public.t

-- name: rename table
-- before
create table t (a int constraint k primary key, b text);
-- after
create table u (a int constraint k primary key, b text);
-- expect: - table public.t
-- expect: + table public.u

-- name: unlogged
-- before
create table t (a int);
-- after
create unlogged table t (a int);
-- expect: ~ table public.t

-- name: reloptions (fillfactor)
-- before
create table t (a int);
-- after
create table t (a int) with (fillfactor = 70);
-- expect: ~ table public.t

-- name: replica identity full
create table t (a int);
-- before
-- after
alter table t replica identity full;
-- expect: ~ table public.t

-- The one probe of a change that is none: no statement can change the order, and nothing should depend on it.
-- name: column order only
-- before
create table t (a int, b text);
-- after
create table t (b text, a int);
-- expect: nothing
