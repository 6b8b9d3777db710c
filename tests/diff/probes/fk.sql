-- name: add
create table p (id int primary key);
-- before
create table t (a int);
-- after
create table t (a int, constraint f foreign key (a) references p (id));
-- unlike
create table t (a int, constraint f foreign key (a) references p (id) on delete cascade);
-- expect: + foreign key public.t.f

-- name: drop
create table p (id int primary key);
-- before
create table t (a int, constraint f foreign key (a) references p (id));
-- after
create table t (a int);
-- expect: - foreign key public.t.f

-- name: on delete action
create table p (id int primary key);
-- before
create table t (a int, constraint f foreign key (a) references p (id));
-- after
create table t (a int, constraint f foreign key (a) references p (id) on delete cascade);
-- expect: ~ foreign key public.t.f

-- name: on delete set null (cols)
create table p (id int, tenant int, primary key (id, tenant));
-- before
create table t (a int, b int, constraint f foreign key (a, b) references p (id, tenant) on delete set null);
-- after
create table t (a int, b int, constraint f foreign key (a, b) references p (id, tenant) on delete set null (a));
-- expect: ~ foreign key public.t.f

-- name: MATCH FULL
create table p (id int, tenant int, primary key (id, tenant));
-- before
create table t (a int, b int, constraint f foreign key (a, b) references p (id, tenant));
-- after
create table t (a int, b int, constraint f foreign key (a, b) references p (id, tenant) match full);
-- expect: ~ foreign key public.t.f

-- name: deferrable
create table p (id int primary key);
-- before
create table t (a int, constraint f foreign key (a) references p (id));
-- after
create table t (a int, constraint f foreign key (a) references p (id) deferrable initially deferred);
-- expect: ~ foreign key public.t.f

-- name: add NOT VALID
create table p (id int primary key);
create table t (a int);
-- before
-- after
alter table t add constraint f foreign key (a) references p (id) not valid;
-- unlike
alter table t add constraint f foreign key (a) references p (id);
-- expect: + foreign key public.t.f

-- name: NOT VALID -> valid
create table p (id int primary key);
create table t (a int);
-- before
alter table t add constraint f foreign key (a) references p (id) not valid;
-- after
alter table t add constraint f foreign key (a) references p (id);
-- expect: ~ foreign key public.t.f

-- name: rename
create table p (id int primary key);
-- before
create table t (a int, constraint f foreign key (a) references p (id));
-- after
create table t (a int, constraint g foreign key (a) references p (id));
-- expect: - foreign key public.t.f
-- expect: + foreign key public.t.g

-- name: circular FKs, two new tables
-- before
-- after
create table t (id int primary key, u_id int);
create table u (id int primary key, t_id int references t (id));
alter table t add constraint t_u_fkey foreign key (u_id) references u (id);
-- unlike
create table t (id int primary key, u_id int);
create table u (id int primary key, t_id int references t (id));
-- expect: + table public.t
-- expect: + table public.u

-- name: self-referencing new table
-- before
-- after
create table t (id int primary key, parent int references t (id));
-- unlike
create table t (id int primary key, parent int);
-- expect: + table public.t

-- name: drop both ends of an FK
-- before
create table p (id int primary key);
create table t (id int primary key, a int references p (id));
-- after
-- expect: - table public.p
-- expect: - table public.t
