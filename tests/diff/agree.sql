create collation bytewise (provider = libc, locale = 'C');
create collation c2 (lc_collate = 'C', lc_ctype = 'POSIX');
create collation c3 from "C";
create collation c4 from pg_catalog."POSIX";
-- --
create foreign data wrapper nothing options (a 'b');
create server far type 'x' version '1' foreign data wrapper nothing options (host 'example');
create user mapping for carol server far options (password 'x');
create user mapping for current_user server far;
create user mapping for public server far;
create foreign table ft (a int options (x 'y') not null, b text default 'q', c varchar(3)) server far options (place 'there');
alter foreign table ft add column d numeric(3), drop column c, options (add q 'w', drop place);
alter server far options (set host 'h2');
comment on foreign table ft is 'x';
comment on column ft.a is 'y';
grant select on ft to carol;
comment on server far is 'z';
comment on foreign data wrapper nothing is 'w';
grant usage on foreign data wrapper nothing to dora;
grant usage on foreign server far to carol;
-- --
create table t (a int primary key, b text);
create table u (a int primary key);
create schema s;
create publication p for table t (a) where (a > 0), u with (publish = 'insert,update', publish_via_partition_root);
-- --
create table t (a int primary key, b text);
create table u (a int primary key);
create schema s;
create publication p for table t where (a > 0), u with (publish = 'insert,update', publish_via_partition_root);
alter publication p drop table u;
alter publication p add table only u (a);
create publication ps for tables in schema s;
alter publication p rename to q;
alter publication q set (publish='insert, update, delete, truncate');
create publication everything for all tables;
comment on publication everything is 'x';
-- --
create table t (a int, b int, c text);
create statistics s on b, a from t;
create statistics s2 (mcv, ndistinct) on a, lower(c), (b + 1) from t;
create statistics s3 on (a+b) from t;
alter statistics s set statistics 100;
alter table t rename to u;
comment on statistics s is 'x';
create table v (a int, b int);
create statistics sv on a, b from v;
drop table v;
-- --
create text search configuration plain (copy = simple);
-- --
create text search configuration en (copy = english);
create text search configuration ru (copy = russian);
create text search configuration ar (copy = arabic);
create text search configuration hi (copy = hindi);
create text search configuration el (copy = pg_catalog.greek);
create text search configuration sv (copy = pg_catalog.swedish);
create text search configuration ta (copy = tamil);
create text search configuration yi (copy = yiddish);
create text search configuration sr (copy = serbian);
create text search configuration ne (copy = nepali);
create text search configuration am (copy = armenian);
create text search dictionary d (template = simple, stopwords = english);
create text search dictionary d2 (template = snowball, language = english, stopwords = 'english');
alter text search configuration en alter mapping for asciiword, word with d, english_stem;
alter text search configuration en drop mapping for url;
comment on text search configuration en is 'x';
alter text search configuration sv rename to sv2;
-- --
create type money_of as enum ('x');
create function to_money(a int) returns money_of language sql immutable as $$ select 'x'::money_of $$;
create cast (int as money_of) with function to_money(int) as assignment;
create cast (money_of as int) with inout;
comment on cast (int as money_of) is 'x';
-- --
create function apart(a int, b int) returns int language sql immutable as $$ select abs(a - b) $$;
create operator <=> (function = apart, leftarg = int, rightarg = int, commutator = <=>);
create operator !! (procedure = int4abs, rightarg = int4);

comment on operator <=> (int, int) is 'x';
create operator class odd_ops for type int4 using hash as operator 1 =, function 1 hashint4(int4);
create operator class odd2 for type int4 using btree as operator 1 < , operator 2 <=, operator 3 =, operator 4 >=, operator 5 >, function 1 btint4cmp(int4,int4);
comment on operator class odd2 using btree is 'z';
create operator family ff using btree;
-- --
create conversion cc for 'LATIN1' to 'UTF8' from iso8859_1_to_utf8;
create access method hh type index handler bthandler;
create language plx handler plpgsql_call_handler inline plpgsql_inline_handler validator plpgsql_validator;
grant usage on language plpgsql to carol;
revoke all on language plpgsql from public;
-- --
create table t (a int, b int);
create function f(int) returns int language sql as 'select 1';
create type m as enum ('x');
revoke all on function f(int) from public;
grant execute on all functions in schema public to carol;
grant all on all tables in schema public to carol with grant option;
grant select, update(a) on t to dora, "Erik";
revoke insert on t from carol;
grant all on type m to dora;
revoke all on schema public from public;
grant create on schema public to carol;
revoke grant option for select on t from carol cascade;
grant select (a, b) on t to carol;
revoke select on t from carol;
grant select (a, b) on t to carol;
revoke select (b) on t from carol;
-- --
create table t (a int);
alter table t owner to carol;
grant all on t to carol;
revoke insert on t from carol;
grant select on t to dora;
create schema s authorization dora;
alter schema s owner to carol;
create type m as enum ('x');
alter type m owner to carol;
create function f(int) returns int language sql as 'select 1';
alter function f owner to dora;
-- --
create schema s;
alter default privileges in schema s grant select on tables to carol with grant option;
alter default privileges revoke execute on functions from public;
alter default privileges grant all on sequences to dora;
alter default privileges in schema s grant select, insert on tables to carol;
alter default privileges in schema s revoke insert on tables from carol;
alter default privileges for role carol grant usage on types to dora;
-- --
create schema s;
create table s.t (a int primary key);
create type s.m as enum ('x');
create table u (a s.m, b int references s.t);
comment on table s.t is 'x';
create index i on s.t (a);
create function s.f(s.m) returns int language sql as 'select 1';
grant usage on schema s to dora;
alter schema s rename to r;
-- --
create schema s;
create table s.t (a int primary key);
create type s.m as enum ('x');
create table u (a s.m, b int references s.t);
comment on table s.t is 'x';
create index i on s.t (a);
create function s.f(s.m) returns int language sql as 'select 1';
grant usage on schema s to dora;
drop schema s cascade;
-- --
create schema s create table t (a int primary key) create index i on t (a) create table u (a int references t) grant select on t to carol;
-- --
create view v as select 1 as x;
comment on view v is 'a';
comment on column v.x is 'b';
alter view v owner to carol;
grant select on v to dora;
alter table v rename to w;
-- --
create table t (a serial);
create view v as select a from t;
alter index t rename to u;
alter index v rename to w;
alter index t_a_seq rename to numbers;
-- --
create foreign data wrapper nothing;
create server far foreign data wrapper nothing;
create foreign table ft (a int) server far;
create table t (a int);
create table c (a int);
create publication p;
alter publication p add table t;
comment on table t is E'a\\b';
comment on table c is 'it''s';
-- --
alter schema public owner to carol;
create table parted (a int, b text) partition by range (a);
alter table parted owner to carol;
grant select on parted to dora;
create domain d as int;
alter type d owner to dora;
comment on type d is 'x';
-- --
alter default privileges in schema public grant select on tables to carol;
alter default privileges revoke execute on functions from public;
alter default privileges revoke usage on types from public;
alter default privileges grant usage on sequences to dora;
alter default privileges for role dora grant select on tables to carol, dora;
create table t (a serial, b int);
alter table t add c bigserial;
create table parted (a int) partition by list (a);
create view v as select b from t;
create or replace view v as select b, a from t;
create function f() returns int language sql as 'select 1';
create procedure p() language sql as 'select 1';
create aggregate total (int) (sfunc = int4pl, stype = int);
create type m as enum ('x');
create domain d as int;
create type pair as (a int);
create sequence s;
create schema other;
create table other.t (a int);
revoke select on t from carol;
-- --
create table t (a serial, b int generated always as identity);
alter table t set unlogged;
alter table t owner to dora;
alter table t add late serial;
create table p (a int not null);
create table q () inherits (p);
alter table p alter a add generated always as identity;
create table u (a serial);
alter table u owner to dora;
alter table u owner to current_user;
create table child (c int) inherits (t);
alter table only t drop column a cascade;
create type m as enum ('x');
alter type m set schema public;
alter table child set schema public;
-- --
create table t (a int, b text, c text);
create function noted() returns trigger language plpgsql as 'begin return new; end';
create policy p on t using (a > 1) with check (a = 2 and b <> 'a');
create trigger trg after update of a, b or delete on t for each row execute function noted();
create trigger trg2 before update on t for each row when (new.a is null and old.b = 'a') execute function noted();
create statistics st on a, b from t;
create publication pub for table t (a, b) where (a > 1);
alter table t rename a to "z A";
-- --
create type span as range (subtype = float8, subtype_diff = float8mi);
create type floatrange as range (subtype = numeric, multirange_type_name = many);
create type other as range (subtype = float8);
alter type span rename to spanrange;
alter type other rename to many_multirange;
-- --
create table t (a int, b text);
create type e as enum ('x');
create view v1 as select *, 'x'::e from t;
create view v2 as select a::text, (a + 1)::bigint, case when true then 1 end::numeric from t;
create view v3 as select 'x', a from t;
create view v4 as select a + 1, now()::date, '2020-01-01'::timestamptz, b::varchar(3) from t;
-- --
create table t (a int not null, b int) partition by range (a);
create table p1 partition of t for values from (0) to (10);
create table p2 partition of t for values from (10) to (20);
create unique index t_a on t (a);
alter table p1 add constraint p1_key unique using index p1_a_idx;
alter table p2 add constraint p2_pkey primary key (a, b);
create unique index t_ab on only t (a, b);
alter index t_ab attach partition p2_pkey;
-- --
create table t (a text, b uuid, c text collate "C", d jsonb, e text[], f timestamptz, m varchar(5));
create type mood as enum ('x');
create domain dt as timestamptz;
create domain dd as dt;
alter table t add g mood, add h dd, add i dd, add j dt check (j > h);
create index on t using gin (e array_ops);
create index on t using gin (d jsonb_ops);
create index on t using gin (d jsonb_path_ops);
create index on t (a text_ops, b uuid_ops, c collate "C", a collate "C", m text_ops, m varchar_ops, a text_pattern_ops);
create index on t (c collate "default", a collate "default", g enum_ops, h timestamptz_ops);
create index on t using hash (g enum_ops);
create index on t using brin (a text_minmax_ops);
alter table t add check (h <= i), add check (i is null or i >= f), add check (f > h);
-- --
create table t (s smallint, i int, b bigint, n numeric, d double precision, r real);
create index on t ((coalesce(i, b)), (coalesce(s, i, b)), (greatest(i, 5)), (nullif(i, b)), (coalesce(i::bigint, b)));
alter table t add c numeric generated always as (round(s / 60.0, 2)) stored;
alter table t add check (i / 60.0 > n), add check (s + b > 5), add check (i * d < 5), add check (case when i > 1 then i else b end > 3);
alter table t add check (coalesce(i, b) > s and (i + s) * 2 > b);
-- --
create table t (
    a timestamptz default 'epoch', b timestamp default 'epoch', c timestamptz default '2022-04-01 01:00:00+01',
    d timestamptz default (now() - random() * interval '12 months'), e interval default '90 minutes',
    f interval default '1 day 2 hours', g interval default '36 hours', h interval default '2 weeks 1 day', i interval default '1 year 14 mons 00:00:01.50',
    j interval default '-1 month', k timestamptz default '2024-02-29T23:30:00.250-03:30', l timestamp default '2024-01-01 10:00+05'
);
create table p (a timestamptz) partition by range (a);
create table p1 partition of p for values from ('2022-04-01 01:00:00+01') to ('2022-05-01 01:30:00.5+01');
-- --
create table U&"t\0061b" (U&"d!0061ta" uescape '!' text default u&'\0441\043b', check (U&"data" <> U&'\+01F600'));
create domain s as text check (value <> u&'\fffe ' and length(trim(u&'\ffff' from value)) > 0);
-- --
create function d() returns text language sql as 'select ''x''';
create domain d as text;
create table f (a d default d());
create function f() returns f language sql as 'select null::f';
create table d_ops (a int);
-- --
create type st as enum ('a', 'b');
create table f (p int not null, c bigint, published timestamptz not null, state st, name varchar(5) collate "C", tags text[], n numeric(5, 2), s smallint, r real);
create table g (p int primary key, q text);
create view v (one, two) as select f.p, max(f.name) as m from f group by f.p;
create view w as select v.*, g.q from v join g on g.p = v.one;
create table a as select max(published) as at, null::timestamptz as never, p, c, max(s) = 1 as up, max(name), count(*), state, name as called, 'x' as lit, null as nothing, tags, n from f group by p, c, state, name, tags, n;
create table b (x, y) as select * from (select p, c, null::int, published from f union all select p, s, 5, null from f) as u;
create table c as table f with no data;
create table d as with z as (select p as pp, n from f), y (k) as (select q from g) select z.*, k, lower(k), pp + 1 as next, n * 2 as twice, avg(pp) over () as mean, sum(pp) over () as total, row_number() over () as row from z, y;
create table e as select * from w;
create unlogged table h with (fillfactor = 70) as select case when p > 1 then 'x' else q end, coalesce(q, 'none'), p::text, (select max(published) from f), not q is null as known, exists (select 1), now() as now, current_date as today, 1, 2.5 as c2, 5000000000 as c3, p::numeric(5,1) as pn, 'z'::varchar(3) from g;
select p, q as "Q" into i from g where p > 1;
alter table a add primary key (p), alter column at set not null;
create materialized view mv as select p from f;
create index on mv (p);
create table k as select p from mv;
-- --
create table c (a int, b int, d int, e text, "X y" int);
create function f() returns trigger language plpgsql as $$ begin return new; end $$;
create policy cp on c using (a > 0 and e <> 'a') with check (b > 0 and (a)::text <> 'b');
create trigger ct before insert or update of d, b on c for each row when (new.b > 5 and new."X y" > 1) execute function f('b');
create statistics cs on d, a, (b + 1), (lower(e)) from c;
alter table c rename b to zz;
alter table c rename a to "A z";
alter table c rename "X y" to x;
alter table c rename d to new;
alter table c rename e to text;
-- --
create schema app;
alter default privileges grant select on tables to carol;
alter default privileges in schema app grant insert on tables to carol with grant option;
alter default privileges in schema app grant usage on sequences to dora;
alter default privileges revoke execute on functions from public;
alter default privileges in schema app grant execute on functions to dora;
alter default privileges grant usage on types to dora;
alter default privileges grant create on schemas to dora;
alter default privileges for role dora grant all on tables to carol;
create table t (a serial, b int generated always as identity);
create table app.t (a serial);
alter table app.t add b serial;
create sequence app.s;
create temp table tt (a int);
create view app.v as select 1 as x;
create view v as select 1 as x;
create materialized view m as select 1 as x;
create function f() returns int language sql as 'select 1';
create or replace function app.f() returns int language sql as 'select 1';
revoke all on function app.f from dora;
create or replace function app.f() returns int language sql as 'select 2';
create procedure p() language sql as 'select 1';
create type m1 as enum ('a');
create domain d1 as text;
create type r1 as range (subtype = date);
create type c1 as (a int);
create schema later;
alter default privileges revoke select on tables from carol;
create table u (a int);
-- --
create table t (a int primary key, b int unique);
create table u (a int, constraint uk unique (a));
create index i on u (a);
alter table t cluster on t_pkey;
alter table u cluster on uk;
alter table u rename constraint uk to uk2;
create table w (a int primary key, b int not null unique);
alter table w cluster on w_b_key;
alter table w replica identity using index w_b_key;
alter index w_b_key rename to wb;
create table x (a int primary key);
alter table x cluster on x_pkey;
alter table x drop constraint x_pkey;
create table y (a int primary key);
create index yi on y (a);
alter table y cluster on y_pkey;
alter table y cluster on yi;
-- --
create table p (a int, b int) partition by list (a);
create table p1 partition of p for values in (1);
create table p2 partition of p for values in (2);
create index pi on only p (b);
create index pj on only p (a);
create index pj1 on p1 (a);
create index pj2 on p2 (a);
alter index pj attach partition pj1;
create index pk on only p (b, a);
create index pk1 on p1 (b, a);
create index pk2 on p2 (b, a);
alter index pk attach partition pk1;
alter index pk attach partition pk2;
create table q (a int, b int generated always as identity) partition by list (a);
create table q1 (a int, b int not null);
alter table q attach partition q1 for values in (1);
create table q2 partition of q for values in (2);
alter table q detach partition q2;
create sequence s;
alter table s owner to carol;
alter table p owner to dora;
-- --
create schema util;
create function util.f(int) returns int immutable language sql as 'select 1';
create function g(int) returns int immutable language sql as 'select 1';
create function "G h"(int) returns int immutable language sql as 'select 1';
set search_path = util, public;
create table t (a int default f(1), b int default g(1), c int default util.f(2), d int generated always as (f(a) + g(a)) stored, check (f(a) > g(b)));
create index on t (f(a), g(b), ("G h"(c)));
create index on t (a) where f(a) > 1;
reset search_path;
create table u (a int default util.f(1), b int default g(1), c int default "G h"(1));
create domain d as int default g(2) check (g(value) > 0);
alter function g rename to g2;
alter function "G h" rename to h;
alter function h set schema util;
-- --
create table t (b int, a text, "C d" int check ("C d" > 0), constraint k check (b > 1));
comment on column t.a is 'x';
comment on column t."C d" is 'y';
comment on constraint k on t is 'z';
create index i on t (a, b);
comment on index i is 'w';
create statistics s on a, b, (b + 1) from t;
comment on statistics s is 'v';
create table u (like t including all);
create table v (like t including statistics);
create table w (like t including comments, x int);
create table y (like t including indexes including comments excluding statistics);
create statistics on b, a from t;
create statistics on a, b, (b + 2), lower(a) from t;
create statistics on b, a from t;
-- --
create table t (a int generated always as identity (sequence name ids start 5), b int not null);
alter table t alter b add generated by default as identity (sequence name public.bs increment 2);
alter table t add c int generated always as identity (sequence name cs);
create table u (ids_seq int generated always as identity);
alter sequence ids increment by 3;
alter sequence bs rename to bs2;
alter sequence bs2 maxvalue 1000;
-- --
create schema s;
create function s.f(text) returns text immutable language sql as 'select 1';
create function s.v(varchar) returns text immutable language sql as 'select 1';
create table s.t (a text default s.f('x'), j jsonb, b text generated always as (s.f(a)) stored, check (s.f(a) <> s.v(j ->> 'a')), c bytea default '', d bytea default 'ab', e bytea default '\xAB', g text generated always as (s.v(j #>> '{a}')) stored);
create index on s.t (s.f(a));
alter schema s rename to r;
-- --
create schema s;
set search_path = s, public;
create extension citext;
create extension hstore schema public;
create table t (a int);
create schema gone;
create extension pg_trgm schema gone;
drop schema gone cascade;
-- --
create table t (id int);
create table c () inherits (t);
alter table t add a serial;

-- --
CREATE TYPE mood AS ENUM ('sad', 'ok');
CREATE TABLE jobs (a int, b int, "C" text, m mood);
CREATE FUNCTION f(int, mood) RETURNS mood LANGUAGE sql AS $$ select 'ok'::public.mood $$;
COMMENT ON FUNCTION f(int, mood) IS 'x';
CREATE VIEW v AS SELECT a AS b, f(b, 'ok') AS c FROM jobs WHERE b > 1 ORDER BY c;
CREATE VIEW w WITH (security_barrier) AS SELECT c FROM v;
COMMENT ON COLUMN v.c IS 'x';
GRANT SELECT (c) ON v TO carol;
CREATE MATERIALIZED VIEW m AS SELECT c AS "C", b FROM v;
CREATE INDEX ON m ("C");
ALTER VIEW v RENAME c TO d;
ALTER TABLE v RENAME COLUMN b TO "E";
ALTER VIEW v ALTER d SET DEFAULT 'sad';
ALTER VIEW v ALTER "E" SET DEFAULT 5 + 1;
ALTER VIEW w SET (security_invoker = on);
ALTER VIEW w SET (check_option = local);
ALTER VIEW w RESET (security_barrier);
ALTER MATERIALIZED VIEW m RENAME "C" TO d;
ALTER MATERIALIZED VIEW m SET (fillfactor = 70), ALTER b SET STATISTICS 7, ALTER b SET (n_distinct = 5);
ALTER TYPE mood RENAME TO feeling;
ALTER TYPE feeling RENAME VALUE 'ok' TO 'fine';
ALTER VIEW w RENAME TO u;
ALTER VIEW u RENAME COLUMN c TO e;

-- --
CREATE SUBSCRIPTION s CONNECTION 'host=nowhere' PUBLICATION p, q WITH (connect = false);
ALTER SUBSCRIPTION s ADD PUBLICATION r, "T" WITH (refresh = false);
ALTER SUBSCRIPTION s DROP PUBLICATION p WITH (refresh = false);
CREATE SUBSCRIPTION u CONNECTION 'host=nowhere' PUBLICATION p, q WITH (connect = false);
ALTER SUBSCRIPTION u SET PUBLICATION c, d WITH (refresh = false);
ALTER SUBSCRIPTION u SET (slot_name = NONE);
ALTER SUBSCRIPTION u RENAME TO v;

-- --
create table t (a int not null no inherit, b int constraint filled not null, c int, d int, constraint e not null c no inherit);
create table f (constraint own not null b) inherits (t);
create table g () inherits (f);
alter table t alter constraint t_a_not_null inherit;
alter table t alter constraint filled no inherit;
alter table t add constraint later not null d not valid;
create table h (like t);
create table i (like t including all);
create table j () inherits (t);
alter table t rename column a to "A";
alter table t rename to u;
alter table u rename constraint t_a_not_null to renamed;
alter table u alter constraint renamed no inherit;
alter table u validate constraint later;

-- --
create table t (a int, b int);
create table c () inherits (t);
alter table t add constraint n not null a not valid;
alter table t add not null b no inherit;
alter table c alter b set not null;
alter table t alter constraint t_b_not_null inherit;
alter table t alter a drop not null;
alter table t alter b drop not null;
create table d () inherits (t, c);
alter table only t alter a set not null;

-- --
create table t (a int primary key);
create materialized view m as select a from t;
create index i on m (a);
create index j on m (a);
alter materialized view m cluster on i;
alter materialized view m cluster on j;
create index k on t (a);
create view v as select a from t;
create sequence s;
create schema x;
alter table v rename to w;
alter table s rename to z;
alter table k rename to l;
alter table l owner to carol;
alter table t_pkey owner to carol;
alter table w set schema x;
alter table z set schema x;
alter table m set schema x;
alter table x.m rename to n;
alter table x.w owner to carol;
alter table x.z owner to carol;
alter table x.n owner to dora;
alter table x.i rename to r;
create materialized view o as select a from t;
create index p on o (a);
alter materialized view o cluster on p;
alter materialized view o set without cluster;

-- --
create foreign data wrapper w;
create server s foreign data wrapper w;
create foreign table f (a int) server s;
create schema x;
alter table f set schema x;
alter table x.f rename to g;
alter table x.g owner to carol;
-- --
create table posts (title varchar(10), body text, tags text[],
  search tsvector generated always as (setweight(to_tsvector('simple'::regconfig, title::text), 'A')::tsvector
    || to_tsvector('simple', body)::tsvector) stored,
  size int generated always as (length(body)::integer + cardinality(tags)::int) stored,
  j jsonb default jsonb_build_object('a', 1)::jsonb,
  at timestamptz default now()::timestamptz, key uuid default gen_random_uuid()::uuid,
  check (to_tsquery('simple', 'a')::tsquery @@ to_tsvector('simple', body)));
-- --
create table t (a int, b text);
create view bracketed as (select a as one, (select max(u.a) as two from t u) as three from t);
create view twice as ((select a as one, b as two from t));
create view several as (select a as one from t) union (select a as other from t);
create view within as with w as (select a as one from t) select one as two from (select one from w) x;
create view nested as select s.* from ((select a as one from t)) s, lateral (select b as two from t) l;
-- --
create table t (a int);
alter schema public owner to carol;
alter schema public owner to pg_database_owner;

-- --
-- settings that a function takes from the session that makes it
create schema app;
create function one() returns int language sql set search_path from current as 'select 1';
set search_path = app, "public";
set work_mem = '8MB';
create function app.two() returns int language sql set search_path from current set work_mem from current
  as 'select 1';
select set_config('search_path', '', false);
create procedure app.three() language sql set search_path from current as 'select 1';
set search_path to app, public;
alter procedure app.three() set work_mem to '4MB';
alter function app.two() set search_path from current;

-- --
-- what a role makes that SET ROLE names is its own
grant dora to carol;
create schema app authorization carol;
grant usage, create on schema app to dora;
alter default privileges for role carol grant select on tables to dora;
alter default privileges grant insert on tables to "Erik";
create table app.before (id serial);
set role carol;
create table app.t (id serial primary key, a int generated always as identity);
alter table app.t add column b serial;
create view app.v as select id from app.t;
create function app.f() returns int language sql as 'select 1';
create type app.mood as enum ('sad');
create domain app.small as int;
create type app.pair as (a int, b int);
create sequence app.s;
create statistics app.st on id, a from app.t;
create materialized view app.m as select 1 as one;
alter default privileges in schema app grant usage on sequences to dora;
create sequence app.given;
grant select on app.t to carol;
grant update on app.v to dora;
set session authorization dora;
create table app.of_dora (id serial);
set local role none;
reset session authorization;
create table app.mine (id serial);
set role = carol;
create or replace function app.f() returns int language sql as 'select 2';
alter table app.of_dora owner to current_user;
create table app.again ();
reset all;
create table app.still ();
reset role;
create table app.last ();
-- --
create extension hstore;
create extension citext;
create table t (a int);
create function f(a int) returns int language sql as 'select 1';
alter function f(int) depends on extension hstore;
alter function f depends on extension citext;
create procedure p() language sql as 'select 1';
alter procedure p() depends on extension citext;
alter procedure p() no depends on extension citext;
create index i on t (a);
alter index i depends on extension hstore;
alter index i depends on extension "plpgsql";
create table l (like t including indexes);
create materialized view mv as select 1 as x;
alter materialized view mv depends on extension hstore;
create function tf() returns trigger language plpgsql as 'begin return new; end';
create trigger tr before insert on t for each row execute function tf();
alter trigger tr on t depends on extension citext;
-- --
create extension hstore;
create extension citext;
create table t (a int);
create function f(a int) returns int language sql as 'select 1';
alter function f(int) depends on extension hstore;
create function g() returns int language sql as 'select 1';
alter function g() depends on extension citext;
create or replace function g() returns int language sql as 'select 2';
create index i on t (a);
alter index i depends on extension hstore;
create materialized view mv as select 1 as x;
alter materialized view mv depends on extension hstore;
create function tf() returns trigger language plpgsql as 'begin return new; end';
create trigger tr before insert on t for each row execute function tf();
alter trigger tr on t depends on extension citext;
drop extension hstore;
drop extension citext;
-- --
create foreign data wrapper w;
create server s foreign data wrapper w;
create table ft_a (a int, constraint ft_a_check check (a > 0));
create foreign table ft (a int check (a > 0), b text, c int constraint "C c" check (c in (1, 2)) no inherit, check (b <> 'x' and a < c), constraint n check (a > 1) not valid) server s;
alter foreign table ft add constraint k check (lower(b) = 'x') not valid, drop constraint n;
alter foreign table ft add column d int check (d > 0), add check (d < 5);
alter foreign table ft add check (a < 10);
create foreign table empty () server s;
create foreign table ft2 (a int check (a > 0), check (a < 9), b int check (b > 0), constraint e check (b > 1 and a > 1)) server s;
alter foreign table ft2 drop column a;
