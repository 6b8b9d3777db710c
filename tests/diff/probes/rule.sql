-- name: create
create table t (a int);
-- before
-- after
create rule r as on delete to t do instead nothing;
-- unlike
create rule r as on delete to t do instead select 1;
-- expect: + rule public.t.r

-- name: change
create table t (a int);
create table log (a int);
-- before
create rule r as on delete to t do instead nothing;
-- after
create rule r as on delete to t do also insert into log values (old.a);
-- expect: ~ rule public.t.r
