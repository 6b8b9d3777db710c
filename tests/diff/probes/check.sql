-- name: add
-- before
create table t (x int);
-- after
create table t (x int, constraint c check (x > 0));
-- unlike
create table t (x int, constraint c check (x > 1));
-- expect: + check public.t.c

-- name: drop
-- before
create table t (x int, constraint c check (x > 0));
-- after
create table t (x int);
-- expect: - check public.t.c

-- name: change expr
-- before
create table t (x int, constraint c check (x > 0));
-- after
create table t (x int, constraint c check (x > 10));
-- expect: ~ check public.t.c

-- name: rename
-- before
create table t (x int, constraint c check (x > 0));
-- after
create table t (x int, constraint d check (x > 0));
-- expect: - check public.t.c
-- expect: + check public.t.d

-- name: add NOT VALID
create table t (x int);
-- before
-- after
alter table t add constraint c check (x > 0) not valid;
-- unlike
alter table t add constraint c check (x > 0);
-- expect: + check public.t.c

-- name: NOT VALID -> valid
create table t (x int);
-- before
alter table t add constraint c check (x > 0) not valid;
-- after
alter table t add constraint c check (x > 0);
-- expect: ~ check public.t.c

-- name: valid -> NOT VALID
create table t (x int);
-- before
alter table t add constraint c check (x > 0);
-- after
alter table t add constraint c check (x > 0) not valid;
-- expect: ~ check public.t.c

-- name: NO INHERIT
-- before
create table t (x int, constraint c check (x > 0));
-- after
create table t (x int, constraint c check (x > 0) no inherit);
-- expect: ~ check public.t.c
