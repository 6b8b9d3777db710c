create collation bytewise (provider = libc, locale = 'C');
create collation c2 (lc_collate = 'C', lc_ctype = 'POSIX');
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
