-- name: add
-- before
create table t (a int not null, b int not null);
-- after
create table t (a int not null, b int not null, constraint t_pkey primary key (a));
-- unlike
create table t (a int not null, b int not null, constraint t_pkey primary key (b));
-- expect: + primary key public.t.t_pkey

-- name: drop
-- before
create table t (a int not null, b int not null, constraint t_pkey primary key (a));
-- after
create table t (a int not null, b int not null);
-- expect: - primary key public.t.t_pkey

-- name: change columns
-- before
create table t (a int not null, b int not null, constraint t_pkey primary key (a));
-- after
create table t (a int not null, b int not null, constraint t_pkey primary key (a, b));
-- expect: ~ primary key public.t.t_pkey

-- name: include column
-- before
create table t (a int not null, b int not null, constraint t_pkey primary key (a));
-- after
create table t (a int not null, b int not null, constraint t_pkey primary key (a) include (b));
-- expect: ~ primary key public.t.t_pkey
