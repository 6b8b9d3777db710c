-- name: create
create table t (a int, owner text);
-- before
-- after
create policy p on t using (owner = current_user);
-- unlike
create policy p on t using (a > 0);
-- expect: + policy public.t.p

-- name: drop
create table t (a int, owner text);
-- before
create policy p on t using (owner = current_user);
-- after
-- expect: - policy public.t.p

-- name: using change
create table t (a int, owner text);
-- before
create policy p on t using (owner = current_user);
-- after
create policy p on t using (a > 0);
-- expect: ~ policy public.t.p

-- name: with check change
create table t (a int, owner text);
-- before
create policy p on t for insert with check (a > 0);
-- after
create policy p on t for insert with check (a > 10);
-- expect: ~ policy public.t.p

-- name: command change
create table t (a int, owner text);
-- before
create policy p on t for select using (a > 0);
-- after
create policy p on t for delete using (a > 0);
-- expect: ~ policy public.t.p

-- name: restrictive
create table t (a int, owner text);
-- before
create policy p on t using (a > 0);
-- after
create policy p on t as restrictive using (a > 0);
-- expect: ~ policy public.t.p

-- name: roles
create table t (a int, owner text);
-- before
create policy p on t using (a > 0);
-- after
create policy p on t to alice using (a > 0);
-- expect: ~ policy public.t.p

-- name: column type change under policy
-- before
create table t (a int, owner text);
create policy p on t using (a > 0);
-- after
create table t (a bigint, owner text);
create policy p on t using (a > 0);
-- expect: ~ column public.t.a
