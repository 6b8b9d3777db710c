-- name: table grant
create table t (a int);
-- before
-- after
grant select on t to alice;
-- unlike
grant insert on t to alice;
-- expect: + grant public.t

-- name: table revoke
create table t (a int);
grant select, insert on t to alice;
-- before
-- after
revoke insert on t from alice;
-- expect: ~ grant public.t

-- name: WITH GRANT OPTION
create table t (a int);
-- before
grant select on t to alice;
-- after
grant select on t to alice with grant option;
-- expect: ~ grant public.t

-- name: column grant
create table t (a int, b int, c int);
-- before
-- after
grant select (a, b) on t to alice;
-- unlike
grant select (a) on t to alice;
-- expect: + grant public.t.a
-- expect: + grant public.t.b

-- name: schema usage
create schema s;
-- before
-- after
grant usage on schema s to alice;
-- expect: + grant s

-- name: sequence
create sequence q;
-- before
-- after
grant usage on sequence q to alice;
-- expect: + grant public.q

-- name: function execute / revoke public
create function f(a int) returns int language sql as $$ select a $$;
-- before
-- after
revoke execute on function f(int) from public;
-- expect: + grant public.f(integer)

-- name: type usage
create type mood as enum ('sad');
-- before
-- after
revoke usage on type mood from public;
-- expect: + grant public.mood

-- name: default privileges
-- before
-- after
alter default privileges in schema public grant select on tables to alice;
-- unlike
alter default privileges in schema public grant insert on tables to alice;
-- expect: + default privileges public

-- name: to PUBLIC
create table t (a int);
-- before
-- after
grant select on t to public;
-- unlike
grant select on t to alice;
-- expect: + grant public.t
