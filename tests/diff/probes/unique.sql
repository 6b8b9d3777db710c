-- name: add
-- before
create table t (a int);
-- after
create table t (a int, constraint u unique (a));
-- unlike
create table t (a int, constraint u unique (a) include (a));
-- expect: + unique public.t.u

-- name: drop
-- before
create table t (a int, constraint u unique (a));
-- after
create table t (a int);
-- expect: - unique public.t.u

-- name: rename
-- before
create table t (a int, constraint u unique (a));
-- after
create table t (a int, constraint v unique (a));
-- expect: - unique public.t.u
-- expect: + unique public.t.v

-- name: NULLS NOT DISTINCT add
-- before
create table t (a int);
-- after
create table t (a int, constraint u unique nulls not distinct (a));
-- unlike
create table t (a int, constraint u unique (a));
-- expect: + unique public.t.u

-- name: -> NULLS NOT DISTINCT
-- before
create table t (a int, constraint u unique (a));
-- after
create table t (a int, constraint u unique nulls not distinct (a));
-- expect: ~ unique public.t.u

-- name: -> DEFERRABLE INITIALLY DEFERRED
-- before
create table t (a int, constraint u unique (a));
-- after
create table t (a int, constraint u unique (a) deferrable initially deferred);
-- expect: ~ unique public.t.u

-- name: DEFERRABLE new
-- before
create table t (a int);
-- after
create table t (a int, constraint u unique (a) deferrable);
-- unlike
create table t (a int, constraint u unique (a));
-- expect: + unique public.t.u
