-- Scripts of which the model and PostgreSQL's catalog once made different schemas; the last statement of each is a migration.

create aggregate total (int) (sfunc = int4pl, stype = int);
grant execute on all functions in schema public to carol;

create table t (id int);
create rule ru as on insert to t do instead (delete from t; notify x, 'a;b'; notify "Y");

create table t (a int);
grant select on t to carol;
alter table t owner to carol;

create table t (a int);
grant select on t to carol with grant option;
alter table t owner to carol;

create table t (a int);
alter table t owner to carol;
revoke select on t from carol;
grant insert on t to dora with grant option;
alter table t owner to dora;

create table t (a int);
grant select on t to carol;
alter table t owner to carol;
alter table t owner to dora;

create table t (a int);
grant select (a) on t to carol;
alter table t owner to carol;
grant update (a) on t to dora;
alter table t owner to dora;

create table t (a int);
alter table t owner to carol;
revoke all on t from carol;
alter table t owner to dora;
alter table t owner to carol;

create table t (a serial);
grant select on sequence t_a_seq to carol;
alter table t owner to carol;

create domain d as int;
grant usage on domain d to carol;
alter domain d owner to carol;

create domain d as int;
alter domain d owner to carol;
revoke usage on domain d from carol;

create view v as select 1 as a;
grant select (a) on v to carol;
grant update on v to carol;
alter view v owner to carol;
alter view v owner to dora;

create aggregate total (int) (sfunc = int4pl, stype = int);
grant execute on function total(int) to carol;
alter aggregate total(int) owner to carol;

create schema s;
grant usage on schema s to carol;
alter schema s owner to carol;

create domain d as int;
create table t (a d, b int);
create view v as select a from t;
create view w as select b from t;
create rule r as on insert to t where new.a is null do instead nothing;
drop domain d cascade;

create domain d as int;
create table t (a d, b int);
create rule r as on insert to t do instead delete from t where a is null;
drop domain d cascade;

create domain d as int;
create table t (a d, b int, c int generated always as (a + 1) stored);
create view v as select c from t;
drop domain d cascade;

create domain d as int;
create table t (a d, b int);
create publication p for table t (a, b);
drop domain d cascade;

create domain d as int;
create table t (a d, b int, c int);
create statistics st on a, b from t;
create statistics st2 on b, c from t;
drop domain d cascade;

create domain d as int;
create table t (a d not null, b int);
comment on constraint t_a_not_null on t is 'x';
drop domain d cascade;

create domain d as int;
create table t (a d, b int);
create table c () inherits (t);
create policy p on c using (a is null);
create view v as select a from c;
drop domain d cascade;

create domain d as int;
create table t (a int, b int);
alter table t add constraint ck check (a::d is null);
drop domain d cascade;

create domain d as int;
create table t (a int default 5::d, b int default 5::d::int);
drop domain d cascade;

create domain d as int;
create table t (a int, b int generated always as (a::d::int) stored);
drop domain d cascade;

create domain d as int;
create table t (a int, b int);
create policy p on t using (a::d is null);
drop domain d cascade;

create domain d as int;
create table t (a int, b int);
create index i on t ((a::d));
create index j on t (a) where b::d is null;
drop domain d cascade;

create function f(x int) returns int language sql immutable as 'select 1';
create table t (a int, c int generated always as (f(a)) stored);
create policy p on t using (f(a) > 0);
create index i on t (f(a));
create view v as select c from t;
create rule r as on insert to t where f(new.a) > 0 do instead nothing;
drop function f cascade;

create function f(x int) returns int language sql immutable as 'select 1';
create domain d as int check (f(value) > 0);
create domain e as int default f(1);
create table t (a e, b d);
drop function f cascade;

create function f(x int) returns int language sql immutable as 'select 1';
create function g() returns trigger language plpgsql as 'begin return new; end';
create table t (a int);
create trigger tg before update on t for each row when (f(new.a) > 0) execute function g();
drop function f cascade;

create function g() returns trigger language plpgsql as 'begin return new; end';
create domain d as int;
create table t (a d, b int);
create trigger t1 before update of a on t for each row execute function g();
create trigger t2 before update on t for each row when (new.a is null) execute function g();
create trigger t3 before update of b on t for each row execute function g();
create trigger t4 after update of a, b on t execute function g();
drop domain d cascade;

create domain d as int;
create domain e as d;
create table t (a e, b int);
create policy p on t using (a is null);
drop domain d cascade;

create domain d as int;
create table t (a d[], b int);
create policy p on t using (a is null);
drop domain d cascade;

create type e as enum ('a');
create table t (a int, unique (a), check (a::text::e > 'a'));
create cast (e as int) with inout;
drop type e cascade;

create schema x;
create table x.t (a int primary key);
create table u (b int references x.t, c int);
create view v as select a from x.t;
create policy p on u using (exists (select from x.t));
drop schema x cascade;

create schema x;
create domain x.d as int;
create function x.f(x int) returns int language sql immutable as 'select 1';
create table t (a x.d, b int, c int generated always as (x.f(b)) stored);
create policy p on t using (a is null);
create view v as select c from t;
drop schema x cascade;

create collation coll (provider = libc, locale = 'C');
create table t (a text collate coll, b text);
create policy p on t using (a is null);
create view w as select b collate coll as b from t;
create index i on t (b collate coll);
drop collation coll cascade;

create table t (a int, b int);
create table u (x int, y int);
create policy p on u using (exists (select 1 from t where t.a = x));
alter table t drop column a cascade;

create domain d as int;
create table t (a d, b int);
create function f() returns int language sql begin atomic select count(*) from t where a is null; end;
drop domain d cascade;

create function f(int, int) returns bool language sql as 'select true';
create operator === (leftarg = int, rightarg = int, function = f);
drop function f cascade;

create table t (a int, b int);
create table u (x int, y int);
create policy p on u using (exists (select 1 from t where t.a = x));
alter policy p on u using (x > 0);
drop table t;

create table t (lock int, a int);
create view v as select max(a) from t group by lock;
drop table t cascade;

create materialized view v as select 1 as a;
create index i on v (a);
comment on index i is 'x';
drop materialized view v;

create domain d as int;
create table t (a d);
create policy p on t using (a > 0);
create trigger tg before update on t for each row when (new.a > 0) execute function suppress_redundant_updates_trigger();
alter table t enable row level security;

create function f(x int) returns int language sql immutable as 'select 1';
create table t (a int, b int);
create statistics st on f(a), (b + 1), a from t;
drop function f cascade;

create schema s;
create function s.f(x int) returns int language sql immutable as 'select 1';
create table t (a int, b int);
create statistics st on s.f(a), (b + 1), a from t;
alter function s.f(int) rename to g;

create foreign data wrapper fdw;
create server srv foreign data wrapper fdw options (host 'h');
create user mapping for carol server srv;
create foreign table ft (a int, b text not null) server srv;
create view v as select a from ft;
drop foreign data wrapper fdw cascade;

create foreign data wrapper fdw;
create server srv foreign data wrapper fdw;
create user mapping for carol server srv;
create foreign table ft (a int) server srv;
alter server srv rename to srv2;

create foreign data wrapper fdw;
create server srv foreign data wrapper fdw;
create domain d as int;
create foreign table ft (a d, b text not null) server srv;
drop domain d cascade;

create text search dictionary dict (template = simple);
create text search configuration conf (copy = simple);
alter text search configuration conf alter mapping for word with dict;
drop text search dictionary dict cascade;

create table t (a int, b int);
create table u (x t, y t[], z int);
create policy p on u using (x is null);
create domain d as t;
create type c as (x t);
drop table t cascade;

create view v as select 1 as a;
create table u (x v, y int);
drop view v cascade;

create table t (a int, b int);
create table u (x t[], y int);
alter table t rename to t2;

create type c as (a int, b text);
create table t of c (primary key (a), b default 'x' not null);
create view v as select a from t;
drop type c cascade;

create type c as (a int, b text);
create table t of c;
create view v as select a from t;
alter type c add attribute z int cascade, drop attribute a cascade;

create type c as (a int, b text);
create table t of c;
alter type c alter attribute b type varchar(5) cascade, alter attribute a type text cascade;

create type c as (a int, b text);
create table t of c (check (a > 0));
alter type c rename attribute a to z cascade;

create type c as (a int, b text);
create table t of c;
alter type c rename to d;

create schema s;
create type s.c as (a int, b text);
create table t of s.c;
alter schema s rename to r;

create type c as (a int, b text);
create table t of c;
alter table t not of;

create type c as (a int, b text);
create table t (a int, b text);
alter table t of c;

select 1;
create aggregate mymax (int) (sfunc = int4larger, stype = int, sortop = operator(pg_catalog.>), finalfunc_modify = shareable);

create subscription s connection 'host=x' publication p with (connect = false, slot_name = none, streaming = on);
alter subscription s set (streaming = off);

create subscription s connection 'host=x' publication p with (connect = false, slot_name = none, streaming = off);
alter subscription s set (streaming = parallel);

create table p (a int, b int);
create table c (a int, x int) inherits (p);
alter table p drop column a;

create table p (a int, b int);
create table c (a int, b int, x int);
alter table c inherit p;
alter table p drop column a;

create table p (a int);
create table c (b int) inherits (p);
alter table p add b int;
alter table p drop b;

create table p (a int, constraint k check (a > 0));
create table c (constraint k check (a > 0)) inherits (p);
alter table p drop constraint k;

create table p (a int, constraint k check (a > 0));
create table c (a int, constraint k check (a > 0));
alter table c inherit p;
alter table p drop constraint k;

create table p (a int, b int);
create table c (a int, x int) inherits (p);
create table d () inherits (c);
alter table p rename a to z;
alter table p drop z;

create table p (a int, b int);
create table l (b int);
create table c (like l, x int) inherits (p);
alter table p drop b;

create table p (a int, constraint k check (a > 0));
create table c (constraint k check (a > 0)) inherits (p);
alter table p rename constraint k to k2;
alter table p drop constraint k2;

create table p (a int, constraint k check (a > 0) no inherit);
create table c (constraint k check (a > 0)) inherits (p);
alter table p drop constraint k;

create table p (a int, b int);
create table c (a int, x int) inherits (p);
alter table c no inherit p;

create table p (a int);
alter table p add constraint k check (a > 0) not valid;
create table c () inherits (p);

create table t ();
create view v as select from t;

create table p (a int generated always as identity, b int);
create table c () inherits (p);
alter table p drop column a;

create table p (a int, b int);
create unique index i on p (a, b);
create unique index j on p (b, a);
create table t (x int, y int, foreign key (x, y) references p (b, a));
drop index i cascade;

create table p (a int, b int);
create unique index i on p (a, b);
create unique index j on p (b, a);
create table t (x int, y int, foreign key (x, y) references p (b, a));
drop index j;

create table p (a int primary key, b int);
create unique index i on p (a) include (b);
create unique index j on p (a) where b > 0;
create table t (x int references p, y int references p (a));
drop index i, j;

create table t (d date, i int, w text);
create index on t (date(d), int4(i), text(w));
alter table t add check (date(d) > '2020-01-01' and int4(i) = 0);

create table t (i int, n numeric, s smallint, ts timestamptz);
alter table t add column e interval generated always as (i * interval '1 second' + interval '1 day' / n) stored;
alter table t add check (ts > now() - s * interval '1 day');

create table t (id int);
do $do$ begin
  if to_regclass('t') is not null then
    create function asks() returns bigint language sql begin atomic select case when true then count(id) end from t; end;
  end if;
  create table u (id int);
end $do$

create table t (a int, b int, c text);
create function f(variadic a int[]) returns int language sql immutable as $$ select 1 $$;
alter table t alter a set default f(1), alter c set default format('%s', variadic array['a', 'b']), add check (f(a, b) > 0);

create table t (a int, b text, c int, unique (a), exclude using btree (c with =));
create index on t (lower(b), a) include (c);
alter table t rename a to x;
alter table t rename c to z;
create table u (like t including indexes);

create table t (a int, b int) partition by range (a);
create index on t (a, b);
alter table t rename b to x;
create table u partition of t for values from (1) to (2);
alter table t detach partition u;

create table t (a int, b int, primary key (b, a), unique (a, b)) partition by range (a);
create index named on t (b);
create table u partition of t for values from (1) to (2) partition by list (b);
create table v partition of u default;
alter index v_b_idx rename to other;
alter table t detach partition u;

create table t (a int, b int) partition by range (a);
create table u (a int, b int, constraint k unique (a, b));
alter table t add unique (a, b);
alter table t attach partition u for values from (1) to (2);
drop table t;

create table t (a tsvector check (a @@ 'foo'), b text, c tsquery default 'b|c & !d', d tsvector default 'z a z');
create index on t (b) where a @@ '(x | y:B*) & z'::tsquery and to_tsvector('english', b) @@ 'Fat <-> Cat';
alter table t add check (b @@ 'plain text' and a @@ '''it''''s'' & b' and 'u' @@ c);

create function f(int) returns boolean language sql immutable as 'select true';
create foreign data wrapper w;
create server s foreign data wrapper w;
create foreign table ft (a int check (f(a)), b boolean default f(1)) server s;
alter function f(int) rename to g;
drop function g cascade;

create foreign data wrapper w;
create server s foreign data wrapper w;
create foreign table ft (a int check (a > 0), b text options (n 'v') collate "C" not null default 'x') server s;
alter foreign table ft rename a to z;
alter foreign table ft alter b type varchar(10) collate "POSIX", alter column b drop not null;
alter foreign table ft alter b options (set n 'w', add m 'it''s'), alter z set not null, alter z set default 1 + 2;

create foreign data wrapper w;
create server s foreign data wrapper w;
create foreign table ft (a int, b text default 'option x ''y''', "default" int) server s;
alter foreign table ft add constraint k check (a > 0) not valid;
alter foreign table ft validate constraint k;
alter table ft rename "default" to "X y";
alter table ft alter b drop default, alter "X y" set not null, add check (b <> 'y'), drop constraint k, drop column a;

create foreign data wrapper w;
create server s foreign data wrapper w;
create table p (a int check (a > 0), b text);
create table q ();
create foreign table ft (a int, c int check (c > 1)) inherits (p) server s;
create foreign table fu (a int) server s;
alter foreign table ft inherit q;
alter table p rename to r;
alter table r rename b to d;
drop table r cascade;

create foreign data wrapper w;
create server s foreign data wrapper w;
create table p (a int) partition by range (a);
create foreign table ft partition of p for values from (1) to (2) server s options (x 'y');
create foreign table fu (a int) server s;
alter table p attach partition fu for values from (3) to (4);
alter table p rename to q;
drop table q;
