-- name: on table
create table t (a int);
-- before
-- after
comment on table t is 'what it is for';
-- unlike
comment on table t is 'something else';
-- expect: + comment public.t

-- name: on column
create table t (a int);
-- before
-- after
comment on column t.a is 'what it is for';
-- unlike
comment on column t.a is 'something else';
-- expect: + comment public.t.a

-- name: change/remove
create table t (a int);
comment on table t is 'old';
comment on column t.a is 'old';
-- before
-- after
comment on table t is 'new';
comment on column t.a is null;
-- expect: ~ comment public.t
-- expect: - comment public.t.a

-- name: on index/constraint/function/type/schema
create schema s;
create table t (a int, constraint c check (a > 0));
create index i on t (a);
create function f(a int) returns int language sql as $$ select a $$;
create type mood as enum ('sad');
-- before
-- after
comment on schema s is 'x';
comment on constraint c on t is 'x';
comment on index i is 'x';
comment on function f(int) is 'x';
comment on type mood is 'x';
-- expect: + comment s
-- expect: + comment public.t.c
-- expect: + comment public.i
-- expect: + comment public.f(integer)
-- expect: + comment public.mood
