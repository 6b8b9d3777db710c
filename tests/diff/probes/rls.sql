-- name: enable
create table t (a int);
-- before
-- after
alter table t enable row level security;
-- expect: ~ table public.t

-- name: disable
create table t (a int);
alter table t enable row level security;
-- before
-- after
alter table t disable row level security;
-- expect: ~ table public.t

-- name: force
create table t (a int);
alter table t enable row level security;
-- before
-- after
alter table t force row level security;
-- expect: ~ table public.t

-- name: enable+force on new table
-- before
-- after
create table t (a int primary key, owner text not null);
alter table t enable row level security;
alter table t force row level security;
-- unlike
create table t (a int primary key, owner text not null);
alter table t enable row level security;
-- expect: + table public.t
