-- name: create
create table t (a int);
create function f() returns trigger language plpgsql as $$ begin return new; end $$;
-- before
-- after
create trigger g before insert on t for each row execute function f();
-- unlike
create trigger g after insert on t for each row execute function f();
-- expect: + trigger public.t.g

-- name: drop
create table t (a int);
create function f() returns trigger language plpgsql as $$ begin return new; end $$;
-- before
create trigger g before insert on t for each row execute function f();
-- after
-- expect: - trigger public.t.g

-- name: event change
create table t (a int);
create function f() returns trigger language plpgsql as $$ begin return new; end $$;
-- before
create trigger g before insert on t for each row execute function f();
-- after
create trigger g before insert or update of a on t for each row execute function f();
-- expect: ~ trigger public.t.g

-- name: WHEN
create table t (a int);
create function f() returns trigger language plpgsql as $$ begin return new; end $$;
-- before
create trigger g before insert on t for each row execute function f();
-- after
create trigger g before insert on t for each row when (new.a > 0) execute function f();
-- expect: ~ trigger public.t.g

-- name: disabled
create table t (a int);
create function f() returns trigger language plpgsql as $$ begin return new; end $$;
create trigger g before insert on t for each row execute function f();
-- before
-- after
alter table t disable trigger g;
-- expect: ~ trigger public.t.g

-- name: enable always
create table t (a int);
create function f() returns trigger language plpgsql as $$ begin return new; end $$;
create trigger g before insert on t for each row execute function f();
-- before
-- after
alter table t enable always trigger g;
-- expect: ~ trigger public.t.g

-- name: constraint trigger deferrable
create table t (a int);
create function f() returns trigger language plpgsql as $$ begin return new; end $$;
-- before
create constraint trigger g after insert on t for each row execute function f();
-- after
create constraint trigger g after insert on t deferrable initially deferred for each row execute function f();
-- expect: ~ trigger public.t.g

-- name: transition tables
create table t (a int);
create function f() returns trigger language plpgsql as $$ begin return null; end $$;
-- before
create trigger g after insert on t for each statement execute function f();
-- after
create trigger g after insert on t referencing new table as added for each statement execute function f();
-- expect: ~ trigger public.t.g

-- name: INSTEAD OF on view
create table t (a int);
create view v as select a from t;
create function f() returns trigger language plpgsql as $$ begin return new; end $$;
-- before
-- after
create trigger g instead of insert on v for each row execute function f();
-- unlike
create trigger g instead of delete on v for each row execute function f();
-- expect: + trigger public.v.g
