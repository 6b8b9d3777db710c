-- name: create
-- before
-- after
create domain d as int constraint c check (value > 0);
-- unlike
create domain d as int constraint c check (value > 1);
-- expect: + domain public.d

-- name: drop
-- before
create domain d as int;
-- after
-- expect: - domain public.d

-- name: check change
-- before
create domain d as int constraint c check (value > 0);
-- after
create domain d as int constraint c check (value > 10);
-- expect: ~ domain public.d

-- name: not null/default
-- before
create domain d as int;
-- after
create domain d as int not null default 1;
-- expect: ~ domain public.d

-- name: base type change
-- before
create domain d as int;
-- after
create domain d as bigint;
-- expect: ~ domain public.d

-- name: new domain used by new table
-- before
-- after
create domain d as text check (value <> '');
create table t (a d);
-- unlike
create domain d as text check (value <> '');
create table t (a text);
-- expect: + domain public.d
-- expect: + table public.t

-- name: check change, used by column
-- before
create domain d as int constraint c check (value > 0);
create table t (a d);
-- after
create domain d as int constraint c check (value > 10);
create table t (a d);
-- expect: ~ domain public.d
