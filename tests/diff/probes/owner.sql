-- name: table owner
create table t (a int);
-- before
alter table t owner to alice;
-- after
alter table t owner to bob;
-- expect: ~ owner public.t

-- name: function owner
create function f(a int) returns int language sql as $$ select a $$;
-- before
alter function f(int) owner to alice;
-- after
alter function f(int) owner to bob;
-- expect: ~ owner public.f(integer)

-- name: schema owner
create schema s;
-- before
alter schema s owner to alice;
-- after
alter schema s owner to bob;
-- expect: ~ owner s
