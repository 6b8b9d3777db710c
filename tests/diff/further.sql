-- ~ public.cf: text search configuration public.cf: token asciihword simple -> english_stem
-- ~ public.cf: text search configuration public.cf: token asciiword simple -> english_stem
-- ~ public.cf: text search configuration public.cf: token hword simple -> english_stem
-- ~ public.cf: text search configuration public.cf: token hword_asciipart simple -> english_stem
-- ~ public.cf: text search configuration public.cf: token hword_part simple -> english_stem
-- ~ public.cf: text search configuration public.cf: token word simple -> english_stem
-- before
create text search configuration cf (copy = pg_catalog.simple);
-- after
create text search configuration cf (copy = pg_catalog.english);

-- ~ public.cf: text search configuration public.cf: token word simple -> english_stem, simple
create text search configuration cf (copy = pg_catalog.simple);
-- before
-- after
alter text search configuration cf alter mapping for word with english_stem, simple;

-- ~ public.cf: text search configuration public.cf: token url simple -> default
create text search configuration cf (copy = pg_catalog.simple);
-- before
-- after
alter text search configuration cf drop mapping for url;

-- ~ public.cf: text search configuration public.cf: token asciiword default -> simple
create text search configuration cf (parser = default);
-- before
alter text search configuration cf add mapping for word with simple;
-- after
alter text search configuration cf add mapping for word, asciiword with simple;

-- ~ public.d: text search dictionary public.d: option accept 'true' -> 'false'
-- before
create text search dictionary d (template = simple, accept = true);
-- after
create text search dictionary d (template = simple, accept = false);

-- ~ public.d: text search dictionary public.d: option stopwords default -> 'english'
create text search dictionary d (template = simple);
-- before
-- after
alter text search dictionary d (stopwords = english);

-- - public.d: text search dictionary public.d
-- + public.e: text search dictionary public.e template simple
create text search dictionary d (template = simple);
-- before
-- after
alter text search dictionary d rename to e;

-- ~ integer as public.x: cast integer as public.x: as default -> assignment
create type x as (a int);
create function tox(int) returns x language sql immutable as 'select row($1)::x';
-- before
create cast (int as x) with function tox(int);
-- after
create cast (int as x) with function tox(int) as assignment;

-- ~ integer as public.x: cast integer as public.x: as default -> implicit
create type x as (a int);
create function tox(int) returns x language sql immutable as 'select row($1)::x';
-- before
create cast (int as x) with function tox(int);
-- after
create cast (int as x) with function tox(int) as implicit;

-- ~ public.x as public.y: cast public.x as public.y: as default -> implicit
create type x as enum ('a');
create type y as enum ('a');
-- before
create cast (x as y) with inout;
-- after
create cast (x as y) with inout as implicit;

-- ~ public.@<(integer, integer): operator public.@<(integer, integer): join default -> scalarltjoinsel
-- ~ public.@<(integer, integer): operator public.@<(integer, integer): restrict default -> scalarltsel
create function lt(int,int) returns boolean language sql immutable as 'select $1<$2';
-- before
create operator @< (leftarg=int, rightarg=int, function=lt);
-- after
create operator @< (leftarg=int, rightarg=int, function=lt, restrict=scalarltsel, join=scalarltjoinsel);

-- ~ public.@<(integer, integer): operator public.@<(integer, integer): commutator default -> @>
create function lt(int,int) returns boolean language sql immutable as 'select $1<$2';
-- before
create operator @< (leftarg=int, rightarg=int, function=lt);
-- after
create operator @< (leftarg=int, rightarg=int, function=lt, commutator = @>);

-- ~ public.@=(integer, integer): operator public.@=(integer, integer): restrict default -> eqsel
create function lt(int,int) returns boolean language sql immutable as 'select $1<$2';
create operator @= (leftarg=int, rightarg=int, function=lt);
-- before
-- after
alter operator @= (int, int) set (restrict = eqsel);

-- ~ public.@<(integer, integer): operator public.@<(integer, integer): hashes default -> true
-- ~ public.@<(integer, integer): operator public.@<(integer, integer): merges default -> true
create function lt(int,int) returns boolean language sql immutable as 'select $1<$2';
-- before
create operator @< (leftarg=int, rightarg=int, function=lt);
-- after
create operator @< (leftarg=int, rightarg=int, function=lt, hashes, merges);

-- + public.!!(none, bigint): operator public.!!(none, bigint) function int8abs
-- - public.!!(none, integer): operator public.!!(none, integer)
create function one(int) returns int language sql immutable as 'select $1';
-- before
create operator !! (rightarg=int, function=one);
-- after
create operator !! (rightarg=bigint, function=int8abs);

-- ~ p: publication p: table public.t (a, id) -> (b, id)
create table t (id int primary key, a int, b text, c timestamptz, r int4range);
-- before
create publication p for table t (id, a);
-- after
create publication p for table t (id, b);

-- ~ p: publication p: table public.t where a > 1 -> where a > 2
create table t (id int primary key, a int, b text, c timestamptz, r int4range);
-- before
create publication p for table t where (a > 1);
-- after
create publication p for table t where (a > 2);

-- ~ p: publication p: table public.t published -> default
-- ~ p: publication p: tables in schema public default -> published
create table t (id int primary key, a int, b text, c timestamptz, r int4range);
-- before
create publication p for table t;
-- after
create publication p for tables in schema public;

-- ~ p: publication p: publish_via_partition_root default -> true
create table t (id int primary key, a int, b text, c timestamptz, r int4range);
-- before
create publication p for all tables;
-- after
create publication p for all tables with (publish_via_partition_root);

-- ~ p: publication p: publish insert -> insert, update
create table t (id int primary key, a int, b text, c timestamptz, r int4range);
-- before
create publication p for table t with (publish='insert');
-- after
create publication p for table t with (publish='insert, update');

-- ~ p: publication p: publish_generated_columns default -> stored
create table t (id int primary key, a int, b text, c timestamptz, r int4range);
-- before
create publication p for table t;
-- after
create publication p for table t with (publish_generated_columns = stored);

-- ~ p: publication p: table public.u default -> (id)
create table t (id int primary key, a int, b text, c timestamptz, r int4range);
create table u (id int);
create publication p for table t;
-- before
-- after
alter publication p add table u (id);

-- ~ p: publication p: table public.t published -> default
create table t (id int primary key, a int, b text, c timestamptz, r int4range);
create publication p for table t;
-- before
-- after
alter publication p drop table t;

-- ~ s: subscription s: publication q default -> 
-- before
create subscription s connection 'host=x' publication p with (connect=false);
-- after
create subscription s connection 'host=x' publication p, q with (connect=false);

-- ~ s: subscription s: binary default -> true
-- ~ s: subscription s: disable_on_error default -> true
-- ~ s: subscription s: origin default -> none
-- ~ s: subscription s: synchronous_commit default -> local
-- before
create subscription s connection 'host=x' publication p with (connect=false);
-- after
create subscription s connection 'host=x' publication p with (connect=false, binary, disable_on_error, origin=none, synchronous_commit=local);

-- ~ s: server s: option host default -> 'a'
-- ~ s: server s: type default -> 'x'
-- ~ s: server s: version default -> '1'
create foreign data wrapper w;
-- before
create server s foreign data wrapper w;
-- after
create server s type 'x' version '1' foreign data wrapper w options (host 'a');

-- ~ s: server s: option host 'a' -> 'b'
-- ~ s: server s: option port default -> '1'
create foreign data wrapper w;
create server s foreign data wrapper w options (host 'a');
-- before
-- after
alter server s options (set host 'b', add port '1');

-- ~ public.ft: foreign table public.ft: column a integer -> integer option column_name 'x'
-- ~ public.ft: foreign table public.ft: option table_name default -> 'y'
create foreign data wrapper w;
create server s foreign data wrapper w;
-- before
create foreign table ft (a int) server s;
-- after
create foreign table ft (a int options (column_name 'x')) server s options (table_name 'y');

-- ~ public.ft: foreign table public.ft: column b default -> text collate "C"
create foreign data wrapper w;
create server s foreign data wrapper w;
create foreign table ft (a int) server s;
-- before
-- after
alter foreign table ft add column b text collate "C";

-- ~ w: foreign data wrapper w: option a '1' -> '2'
-- before
create foreign data wrapper w options (a '1');
-- after
create foreign data wrapper w options (a '2');

-- ~ e: event trigger e: when default -> tag in ('CREATE TABLE')
create function et() returns event_trigger language plpgsql as 'begin end';
-- before
create event trigger e on ddl_command_end execute function et();
-- after
create event trigger e on ddl_command_end when tag in ('CREATE TABLE') execute function et();

-- ~ e: event trigger e: enabled default -> disabled
create function et() returns event_trigger language plpgsql as 'begin end';
create event trigger e on sql_drop execute function et();
-- before
-- after
alter event trigger e disable;

-- ~ e: event trigger e: enabled default -> replica
create function et() returns event_trigger language plpgsql as 'begin end';
create event trigger e on sql_drop execute function et();
-- before
-- after
alter event trigger e enable replica;

-- ~ public.st: statistics public.st: kinds default -> ndistinct
create table t (id int primary key, a int, b text, c timestamptz, r int4range);
-- before
create statistics st on a, b from t;
-- after
create statistics st (ndistinct) on a, b from t;

-- ~ public.st: statistics public.st: on a, b from public.t -> (lower(b)), a from public.t
create table t (id int primary key, a int, b text, c timestamptz, r int4range);
-- before
create statistics st on a, b from t;
-- after
create statistics st on a, (lower(b)) from t;

-- ~ public.st: statistics public.st: target default -> 100
create table t (id int primary key, a int, b text, c timestamptz, r int4range);
create statistics st on a, b from t;
-- before
-- after
alter statistics st set statistics 100;

-- ~ public.st: statistics public.st: on (a + 1) from public.t -> (a + 2) from public.t
create table t (id int primary key, a int, b text, c timestamptz, r int4range);
-- before
create statistics st on (a + 1) from t;
-- after
create statistics st on (a + 2) from t;

-- + public.t_a_b_stat: statistics public.t_a_b_stat on a, b from public.t
create table t (id int primary key, a int, b text, c timestamptz, r int4range);
-- before
-- after
create statistics on a, b from t;

-- + on tables to alice: default privileges on tables to alice privileges select
-- before
-- after
alter default privileges grant select on tables to alice;

-- + public: default privileges on functions by bob to alice in schema public privileges all with grant option
-- before
-- after
alter default privileges for role bob in schema public grant execute on functions to alice with grant option;

-- + on functions to public: default privileges on functions to public privileges none
-- before
-- after
alter default privileges revoke execute on functions from public;

-- + on types by bob to public: default privileges on types by bob to public privileges none
-- before
-- after
alter default privileges for role bob revoke usage on types from public;

-- ~ public.g.b: column b: generated (a + 1) stored -> (a + 2) stored
-- before
create table g (a int, b int generated always as (a + 1) stored);
-- after
create table g (a int, b int generated always as (a + 2) stored);

-- ~ public.g.b: column b: generated (a + 1) stored -> (a + 1) virtual
-- before
create table g (a int, b int generated always as (a + 1) stored);
-- after
create table g (a int, b int generated always as (a + 1) virtual);

-- ~ public.g.b: column b: generated (a + 1) virtual -> (a * 2) virtual
create table g (a int, b int generated always as (a + 1) virtual);
-- before
-- after
alter table g alter b set expression as (a * 2);

-- ~ public.g.b: column b: generated (a + 1) stored -> none
create table g (a int, b int generated always as (a + 1) stored);
-- before
-- after
alter table g alter b drop expression;

-- ~ public.g.a: column a: identity always -> by default
-- before
create table g (a int generated always as identity);
-- after
create table g (a int generated by default as identity);

-- ~ public.g.a: column a: identity cycle default -> yes
-- ~ public.g.a: column a: identity increment default -> 5
create table g (a int generated always as identity);
-- before
-- after
alter table g alter a set increment by 5 set cycle;

-- ~ public.g.a: column a: identity start 10 -> 11
-- before
create table g (a int generated always as identity (start 10 minvalue 5 cache 4));
-- after
create table g (a int generated always as identity (start 11 minvalue 5 cache 4));

-- ~ public.tt.tt_pkey: primary key tt_pkey: (id, v) -> (id, v without overlaps)
create extension btree_gist;
-- before
create table tt (id int, v daterange, primary key (id, v));
-- after
create table tt (id int, v daterange, primary key (id, v without overlaps));

-- ~ public.tt.tt_id_v_key: unique tt_id_v_key: (id, v) -> (id, v without overlaps)
create extension btree_gist;
-- before
create table tt (id int, v daterange, unique (id, v));
-- after
create table tt (id int, v daterange, unique (id, v without overlaps));

-- + public.u.u_tid_v_fkey: foreign key u_tid_v_fkey (tid, period v) references public.tt (id, period v)
create extension btree_gist;
create table tt (id int, v daterange, primary key (id, v without overlaps));
-- before
create table u (tid int, v daterange);
-- after
create table u (tid int, v daterange, foreign key (tid, period v) references tt (id, period v));

-- ~ public.t.k: check k: a > 1 -> a > 1 not enforced
create table t (id int primary key, a int, b text, c timestamptz, r int4range);
-- before
alter table t add constraint k check (a > 1);
-- after
alter table t add constraint k check (a > 1) not enforced;

-- ~ public.u.u_x_fkey: foreign key u_x_fkey: (x) references public.t (id) -> (x) references public.t (id) not enforced
create table t (id int primary key, a int, b text, c timestamptz, r int4range);
-- before
create table u (x int references t);
-- after
create table u (x int references t not enforced);

-- ~ public.u.f: foreign key f: (x) references public.t (id) -> (x) references public.t (id) not enforced
create table t (id int primary key, a int, b text, c timestamptz, r int4range);
create table u (x int constraint f references t);
-- before
-- after
alter table u alter constraint f not enforced;

-- ~ public.u.f: foreign key f: (x) references public.t (id) -> (x) references public.t (id) deferrable initially deferred
create table t (id int primary key, a int, b text, c timestamptz, r int4range);
create table u (x int constraint f references t);
-- before
-- after
alter table u alter constraint f deferrable initially deferred;

-- ~ public.t.b: column b: storage default -> external
create table t (id int primary key, a int, b text, c timestamptz, r int4range);
-- before
-- after
alter table t alter b set storage external;

-- ~ public.t.b: column b: statistics default -> 500
create table t (id int primary key, a int, b text, c timestamptz, r int4range);
-- before
-- after
alter table t alter b set statistics 500;

-- ~ public.t.b: column b: n_distinct default -> 5
create table t (id int primary key, a int, b text, c timestamptz, r int4range);
-- before
-- after
alter table t alter b set (n_distinct = 5);

-- ~ public.t: fillfactor: default -> 50
-- ~ public.t: toast.autovacuum_enabled: default -> false
create table t (id int primary key, a int, b text, c timestamptz, r int4range);
-- before
-- after
alter table t set (fillfactor = 50, toast.autovacuum_enabled = false);

-- ~ public.t: persistence: permanent -> unlogged
create table t (id int primary key, a int, b text, c timestamptz, r int4range);
-- before
-- after
alter table t set unlogged;

-- ~ public.t: replica identity: default -> index ui
create table t (id int primary key, a int, b text, c timestamptz, r int4range);
create unique index ui on t (a);
alter table t alter a set not null;
-- before
-- after
alter table t replica identity using index ui;

-- ~ public.t: replica identity: default -> full
create table t (id int primary key, a int, b text, c timestamptz, r int4range);
-- before
-- after
alter table t replica identity full;

-- ~ public.t: replica identity: default -> nothing
create table t (id int primary key, a int, b text, c timestamptz, r int4range);
-- before
-- after
alter table t replica identity nothing;

-- ~ public.ci: index public.ci: cluster: off -> on
create table t (id int primary key, a int, b text, c timestamptz, r int4range);
create index ci on t (a);
-- before
-- after
alter table t cluster on ci;

-- + public.t.b: grant to alice on column b privileges select
create table t (id int primary key, a int, b text, c timestamptz, r int4range);
-- before
grant select (a) on t to alice;
-- after
grant select (a, b) on t to alice;

-- ~ public.t: grant to alice on table: privileges select -> select with grant option
create table t (id int primary key, a int, b text, c timestamptz, r int4range);
-- before
grant select on t to alice;
-- after
grant select on t to alice with grant option;

-- + s: grant to alice on schema s privileges create
create schema s;
-- before
-- after
grant create on schema s to alice;

-- + s: grant to alice on server s privileges all
create foreign data wrapper w;
create server s foreign data wrapper w;
-- before
-- after
grant usage on foreign server s to alice;

-- + public.d: grant to public on type public.d privileges none
create domain d as int;
-- before
-- after
revoke usage on domain d from public;

-- + public.one(integer): grant to public on function public.one(integer) privileges none
create function one(int) returns int language sql immutable as 'select $1';
-- before
-- after
revoke execute on function one(int) from public;

-- + public: grant to bob on schema public privileges create
-- before
-- after
revoke create on schema public from public;
grant create on schema public to bob;

-- + public.t: grant to bob on table privileges maintain
create table t (id int primary key, a int, b text, c timestamptz, r int4range);
-- before
-- after
grant maintain on t to bob;

-- ~ public.v: view public.v: with default -> (security_barrier=true)
create table t (id int primary key, a int, b text, c timestamptz, r int4range);
-- before
create view v as select a from t;
-- after
create view v with (security_barrier) as select a from t;

-- ~ public.v: view public.v: check option local -> cascaded
create table t (id int primary key, a int, b text, c timestamptz, r int4range);
-- before
create view v with (check_option = local) as select a from t where a > 1;
-- after
create view v as select a from t where a > 1 with cascaded check option;

-- ~ public.v: view public.v: with default -> (security_invoker=true)
create table t (id int primary key, a int, b text, c timestamptz, r int4range);
-- before
create view v as select a from t;
-- after
create view v with (security_invoker = true) as select a from t;

-- ~ public.v: view public.v: column a default default -> 5
create table t (id int primary key, a int, b text, c timestamptz, r int4range);
create view v as select a from t;
-- before
-- after
alter view v alter column a set default 5;

-- ~ public.m: materialized view public.m: with default -> (fillfactor=50)
create table t (id int primary key, a int, b text, c timestamptz, r int4range);
-- before
create materialized view m as select a from t;
-- after
create materialized view m with (fillfactor = 50) as select a from t;

-- ~ public.m: materialized view public.m: populated default -> no
create table t (id int primary key, a int, b text, c timestamptz, r int4range);
-- before
create materialized view m as select a from t;
-- after
create materialized view m as select a from t with no data;

-- + public.m_a_idx: unique index public.m_a_idx on public.m (a)
create table t (id int primary key, a int, b text, c timestamptz, r int4range);
create materialized view m as select a from t;
-- before
-- after
create unique index on m (a);

-- ~ public.f(): function public.f(): parallel default -> safe
-- before
create function f() returns int language sql as 'select 1';
-- after
create function f() returns int language sql parallel safe as 'select 1';

-- ~ public.f(): function public.f(): cost default -> 5
-- before
create function f() returns int language sql as 'select 1';
-- after
create function f() returns int language sql cost 5 as 'select 1';

-- ~ public.f(): function public.f(): rows default -> 5
-- before
create function f() returns setof int language sql as 'select 1';
-- after
create function f() returns setof int language sql rows 5 as 'select 1';

-- ~ public.f(): function public.f(): set work_mem 4MB -> 8MB
-- before
create function f() returns int language sql set work_mem to '4MB' as 'select 1';
-- after
create function f() returns int language sql set work_mem to '8MB' as 'select 1';

-- ~ public.f(integer): function public.f(integer): arguments (a integer) -> (a integer default 3)
-- before
create function f(a int) returns int language sql as 'select 1';
-- after
create function f(a int default 3) returns int language sql as 'select 1';

-- ~ public.f(integer): function public.f(integer): arguments (a integer) -> (b integer)
-- before
create function f(a int) returns int language sql as 'select 1';
-- after
create function f(b int) returns int language sql as 'select 1';

-- ~ public.f(integer): function public.f(integer): leakproof default -> 
-- ~ public.f(integer): function public.f(integer): strict  -> default
-- before
create function f(a int) returns int language sql strict as 'select 1';
-- after
create function f(a int) returns int language sql leakproof as 'select 1';

-- ~ public.f(text): function public.f(text): support default -> public.sup
create function sup(internal) returns internal language internal as 'textlike_support';
-- before
create function f(text) returns boolean language sql as 'select true';
-- after
create function f(text) returns boolean language sql support sup as 'select true';

-- ~ public.f(integer[]): function public.f(integer[]): arguments (variadic a integer[]) -> (a integer[])
-- before
create function f(variadic a int[]) returns int language sql as 'select 1';
-- after
create function f(a int[]) returns int language sql as 'select 1';

-- ~ public.f(): function public.f(): arguments (out a integer, out b integer) -> (out a integer, out b text)
-- ~ public.f(): function public.f(): body select 1, 2 -> select 1, $$x$$
-- before
create function f(out a int, out b int) language sql as 'select 1, 2';
-- after
create function f(out a int, out b text) language sql as 'select 1, $$x$$';

-- ~ public.pr(integer): procedure public.pr(integer): security default -> definer
-- before
create procedure pr(inout a int) language sql as 'select 1';
-- after
create procedure pr(inout a int) language sql security definer as 'select 1';

-- ~ public.ag(integer): aggregate public.ag(integer): initcond default -> '5'
-- before
create aggregate ag(int) (sfunc = int4pl, stype = int);
-- after
create aggregate ag(int) (sfunc = int4pl, stype = int, initcond = '5');

-- ~ public.ag(integer): aggregate public.ag(integer): combinefunc default -> int4pl
-- ~ public.ag(integer): aggregate public.ag(integer): parallel default -> safe
-- before
create aggregate ag(int) (sfunc = int4pl, stype = int);
-- after
create aggregate ag(int) (sfunc = int4pl, stype = int, combinefunc = int4pl, parallel = safe);

-- ~ public.fr: range type public.fr: subtype_diff: default -> float8mi
-- before
create type fr as range (subtype = float8);
-- after
create type fr as range (subtype = float8, subtype_diff = float8mi);

-- ~ public.fr: range type public.fr: collation: default -> C
-- before
create type fr as range (subtype = text);
-- after
create type fr as range (subtype = text, collation = "C");

-- ~ public.fr: range type public.fr: multirange_type_name: default -> fmr
-- before
create type fr as range (subtype = float8);
-- after
create type fr as range (subtype = float8, multirange_type_name = fmr);

-- ~ public.d: domain public.d: check d_check1: none -> value < 9
-- before
create domain d as int check (value > 1);
-- after
create domain d as int check (value > 1) check (value < 9);

-- ~ public.d: domain public.d: check y: value < 5 -> value < 6
-- before
create domain d as int constraint x check (value > 1) constraint y check (value < 5);
-- after
create domain d as int constraint x check (value > 1) constraint y check (value < 6);

-- ~ public.d: domain public.d: default: none -> 4
-- before
create domain d as int;
-- after
create domain d as int default 4;

-- ~ public.d: domain public.d: not null: no -> yes
create domain d as text;
-- before
-- after
alter domain d set not null;

-- ~ public.d: domain public.d: check k: none -> value > 2 not valid
create domain d as int;
-- before
-- after
alter domain d add constraint k check (value > 2) not valid;

-- ~ public.p1: partition of: public.pt for values from (1) to (5) -> public.pt for values from (1) to (6)
create table pt (a int) partition by range (a);
-- before
create table p1 partition of pt for values from (1) to (5);
-- after
create table p1 partition of pt for values from (1) to (6);

-- ~ public.p1: partition of: public.pt for values from (1, minvalue) to (5, maxvalue) -> public.pt for values from (1, 0) to (5, maxvalue)
create table pt (a int, b int) partition by range (a, b);
-- before
create table p1 partition of pt for values from (1, minvalue) to (5, maxvalue);
-- after
create table p1 partition of pt for values from (1, 0) to (5, maxvalue);

-- ~ public.p1: partition of: public.pt for values in ('a', null) -> public.pt for values in ('a')
create table pt (a text) partition by list (a);
-- before
create table p1 partition of pt for values in ('a', null);
-- after
create table p1 partition of pt for values in ('a');

-- ~ public.p1: partition of: public.pt for values with (modulus 4, remainder 0) -> public.pt for values with (modulus 4, remainder 1)
create table pt (a text) partition by hash (a);
-- before
create table p1 partition of pt for values with (modulus 4, remainder 0);
-- after
create table p1 partition of pt for values with (modulus 4, remainder 1);

-- ~ public.p1: partition of: public.pt for values in ('a') -> public.pt default
create table pt (a text) partition by list (a);
-- before
create table p1 partition of pt for values in ('a');
-- after
create table p1 partition of pt default;

-- ~ public.pt: partition by: list (a) -> list ((a + 1))
-- before
create table pt (a int, b int) partition by list (a);
-- after
create table pt (a int, b int) partition by list ((a + 1));

-- ~ public.pt_b_idx: index public.pt_b_idx: on public.pt (b) -> on public.pt (b) invalid
create table pt (a int, b int) partition by list (a);
create table p1 partition of pt for values in (1);
-- before
create index on pt (b);
-- after
create index on only pt (b);

-- ~ public.t.ru: rule ru: command default -> notify x
-- ~ public.t.ru: rule ru: do instead nothing -> also
create table t (id int primary key, a int, b text, c timestamptz, r int4range);
-- before
create rule ru as on delete to t do instead nothing;
-- after
create rule ru as on delete to t do also notify x;

-- ~ public.t.ru: rule ru: enabled default -> disabled
create table t (id int primary key, a int, b text, c timestamptz, r int4range);
create rule ru as on insert to t do instead nothing;
-- before
-- after
alter table t disable rule ru;

-- ~ public.t.po: policy po: to alice -> alice, bob
create table t (id int primary key, a int, b text, c timestamptz, r int4range);
-- before
create policy po on t to alice using (a > 1);
-- after
create policy po on t to alice, bob using (a > 1);

-- ~ public.t.po: policy po: as default -> restrictive
create table t (id int primary key, a int, b text, c timestamptz, r int4range);
-- before
create policy po on t for select using (a > 1);
-- after
create policy po on t as restrictive for select using (a > 1);

-- ~ public.t.po: policy po: with check default -> (a > 2)
create table t (id int primary key, a int, b text, c timestamptz, r int4range);
-- before
create policy po on t using (a > 1);
-- after
create policy po on t using (a > 1) with check (a > 2);

-- ~ public.t.tr: trigger tr: fires before update -> before update of a
create table t (id int primary key, a int, b text, c timestamptz, r int4range);
create function trg() returns trigger language plpgsql as 'begin return new; end';
-- before
create trigger tr before update on t for each row execute function trg();
-- after
create trigger tr before update of a on t for each row execute function trg();

-- ~ public.t.tr: trigger tr: execute public.trg('x') -> public.trg('y')
create table t (id int primary key, a int, b text, c timestamptz, r int4range);
create function trg() returns trigger language plpgsql as 'begin return new; end';
-- before
create trigger tr before update on t for each row execute function trg('x');
-- after
create trigger tr before update on t for each row execute function trg('y');

-- ~ public.t.tr: trigger tr: referencing new table as n -> old table as o new table as n
create table t (id int primary key, a int, b text, c timestamptz, r int4range);
create function trg() returns trigger language plpgsql as 'begin return new; end';
-- before
create trigger tr after update on t referencing new table as n for each statement execute function trg();
-- after
create trigger tr after update on t referencing new table as n old table as o for each statement execute function trg();

-- ~ public.t.tr: trigger tr: enabled default -> replica
create table t (id int primary key, a int, b text, c timestamptz, r int4range);
create function trg() returns trigger language plpgsql as 'begin return new; end';
create trigger tr before update on t for each row execute function trg();
-- before
-- after
alter table t enable replica trigger tr;

-- ~ public.i: index public.i: on public.t (a) -> on public.t (a) with (fillfactor = 70)
create table t (id int primary key, a int, b text, c timestamptz, r int4range);
-- before
create index i on t (a);
-- after
create index i on t (a) with (fillfactor = 70);

-- ~ public.i: index public.i: on public.t (a) -> on public.t (a) include (b)
create table t (id int primary key, a int, b text, c timestamptz, r int4range);
-- before
create index i on t (a);
-- after
create index i on t (a) include (b);

-- ~ public.i: index public.i: unique on public.t (a) -> unique on public.t (a) nulls not distinct
create table t (id int primary key, a int, b text, c timestamptz, r int4range);
-- before
create unique index i on t (a);
-- after
create unique index i on t (a) nulls not distinct;

-- ~ public.i: index public.i: on public.t (a) -> on public.t (a desc nulls last)
create table t (id int primary key, a int, b text, c timestamptz, r int4range);
-- before
create index i on t (a);
-- after
create index i on t (a desc nulls last);

-- ~ public.i: index public.i: on public.t (b) -> on public.t (b text_pattern_ops)
create table t (id int primary key, a int, b text, c timestamptz, r int4range);
-- before
create index i on t (b);
-- after
create index i on t (b text_pattern_ops);

-- ~ public.i: index public.i: on public.t (b) -> on public.t (b collate "C")
create table t (id int primary key, a int, b text, c timestamptz, r int4range);
-- before
create index i on t (b);
-- after
create index i on t (b collate "C");

-- ~ public.i: index public.i: on public.t using gist (r) -> on public.t using gist (r) with (buffering = on)
create table t (id int primary key, a int, b text, c timestamptz, r int4range);
-- before
create index i on t using gist (r);
-- after
create index i on t using gist (r) with (buffering = on);

-- ~ public.i: index public.i: statistics 1: default -> 99
create table t (id int primary key, a int, b text, c timestamptz, r int4range);
create index i on t ((a + 1));
-- before
-- after
alter index i alter column 1 set statistics 99;

-- ~ public.t.t_r_excl: exclude t_r_excl: using gist (r with &&) -> using gist (r with -|-)
create table t (id int primary key, a int, b text, c timestamptz, r int4range);
-- before
alter table t add exclude using gist (r with &&);
-- after
alter table t add exclude using gist (r with -|-);

-- ~ public.i: index public.i: on public.t using brin (a) -> on public.t using brin (a int4_minmax_multi_ops)
create table t (id int primary key, a int, b text, c timestamptz, r int4range);
-- before
create index i on t using brin (a);
-- after
create index i on t using brin (a int4_minmax_multi_ops);

-- ~ public.i: index public.i: on public.t using brin (a) -> on public.t using brin (a int4_bloom_ops (false_positive_rate=0.05))
create table t (id int primary key, a int, b text, c timestamptz, r int4range);
-- before
create index i on t using brin (a);
-- after
create index i on t using brin (a int4_bloom_ops (false_positive_rate = 0.05));

-- + public.t.a: comment on column a is 'x'
create table t (id int primary key, a int, b text, c timestamptz, r int4range);
-- before
-- after
comment on column t.a is 'x';

-- + public.t.t_pkey: comment on constraint t_pkey is 'x'
create table t (id int primary key, a int, b text, c timestamptz, r int4range);
-- before
-- after
comment on constraint t_pkey on t is 'x';

-- + public.t_pkey: comment on index public.t_pkey is 'x'
create table t (id int primary key, a int, b text, c timestamptz, r int4range);
-- before
-- after
comment on index t_pkey is 'x';

-- + public.one(integer): comment on function public.one(integer) is 'x'
create function one(int) returns int language sql immutable as 'select $1';
-- before
-- after
comment on function one(int) is 'x';

-- + public.@<(integer, integer): comment on operator public.@<(integer, integer) is 'x'
create function lt(int,int) returns boolean language sql immutable as 'select $1<$2';
create operator @< (leftarg=int, rightarg=int, function=lt);
-- before
-- after
comment on operator @< (int, int) is 'x';

-- + public.x as public.y: comment on cast public.x as public.y is 'x'
create type x as enum ('a');
create type y as enum ('a');
create cast (x as y) with inout;
-- before
-- after
comment on cast (x as y) is 'x';

-- + public.d: comment on constraint k on domain public.d is 'x'
create domain d as int constraint k check (value > 1);
-- before
-- after
comment on constraint k on domain d is 'x';

-- + public.t.po: comment on policy po is 'x'
create table t (id int primary key, a int, b text, c timestamptz, r int4range);
create policy po on t;
-- before
-- after
comment on policy po on t is 'x';

-- + public.t.ru: comment on rule ru is 'x'
create table t (id int primary key, a int, b text, c timestamptz, r int4range);
create rule ru as on insert to t do instead nothing;
-- before
-- after
comment on rule ru on t is 'x';

-- + public.st: comment on statistics public.st is 'x'
create table t (id int primary key, a int, b text, c timestamptz, r int4range);
create statistics st on a, b from t;
-- before
-- after
comment on statistics st is 'x';

-- + public.cf: comment on text search configuration public.cf is 'x'
create text search configuration cf (copy = pg_catalog.simple);
-- before
-- after
comment on text search configuration cf is 'x';

-- + public.co: comment on collation public.co is 'x'
create collation co (locale = 'C');
-- before
-- after
comment on collation co is 'x';

-- + p: comment on publication p is 'x'
create table t (id int primary key, a int, b text, c timestamptz, r int4range);
create publication p for table t;
-- before
-- after
comment on publication p is 'x';

-- + e: comment on event trigger e is 'x'
create function et() returns event_trigger language plpgsql as 'begin end';
create event trigger e on sql_drop execute function et();
-- before
-- after
comment on event trigger e is 'x';

-- + s: comment on server s is 'x'
create foreign data wrapper w;
create server s foreign data wrapper w;
-- before
-- after
comment on server s is 'x';

-- + public.c.a: comment on column a is 'x'
create type c as (a int, b int);
-- before
-- after
comment on column c.a is 'x';

-- + public.v.a: comment on column public.v.a is 'x'
create table t (id int primary key, a int, b text, c timestamptz, r int4range);
create view v as select a from t;
-- before
-- after
comment on column v.a is 'x';

-- + public.ag(integer): comment on aggregate public.ag(integer) is 'x'
create aggregate ag(int) (sfunc = int4pl, stype = int);
-- before
-- after
comment on aggregate ag(int) is 'x';

-- + public.ofam using btree: comment on operator family public.ofam using btree is 'x'
create operator family ofam using btree;
-- before
-- after
comment on operator family ofam using btree is 'x';

-- + am: comment on access method am is 'x'
create access method am type index handler gisthandler;
-- before
-- after
comment on access method am is 'x';

-- + public.s: comment on sequence public.s is 'x'
create sequence s;
-- before
-- after
comment on sequence s is 'x';

-- ~ public.s: sequence public.s: as default -> smallint
create sequence s;
-- before
-- after
alter sequence s as smallint;

-- ~ public.s: sequence public.s: persistence permanent -> unlogged
-- before
create sequence s;
-- after
create unlogged sequence s;

-- - public.ofam using btree: operator family public.ofam using btree
-- + public.ofam using hash: operator family public.ofam using hash
-- before
create operator family ofam using btree;
-- after
create operator family ofam using hash;

-- ~ public.ofam using btree: operator family public.ofam using btree: function 1 (integer, bigint) default -> btint48cmp(integer, bigint)
create operator family ofam using btree;
-- before
-- after
alter operator family ofam using btree add function 1 (int, bigint) btint48cmp(int, bigint);

-- ~ am: access method am: handler gisthandler -> bthandler
-- before
create access method am type index handler gisthandler;
-- after
create access method am type index handler bthandler;

-- ~ public.cv: conversion public.cv: default default -> true
-- before
create conversion cv for 'LATIN1' to 'UTF8' from iso8859_1_to_utf8;
-- after
create default conversion cv for 'LATIN1' to 'UTF8' from iso8859_1_to_utf8;

-- ~ public.c: composite type public.c: attributes: (a integer) -> (a bigint)
-- before
create type c as (a int);
-- after
create type c as (a bigint);

-- ~ public.c: composite type public.c: attributes: (a text) -> (a text collate "C")
create type c as (a text);
-- before
-- after
alter type c alter attribute a type text collate "C";

-- ~ public.e: enum public.e: ('a', 'c') -> ('a', 'b', 'c')
create type e as enum ('a', 'c');
-- before
-- after
alter type e add value 'b' before 'c';

-- ~ public.k.k_a_key: unique k_a_key: (a) -> (a) deferrable
-- before
create table k (a int unique);
-- after
create table k (a int unique deferrable);

-- ~ public.k.k_a_key: unique k_a_key: (a) -> nulls not distinct (a)
-- before
create table k (a int unique);
-- after
create table k (a int unique nulls not distinct);

-- ~ public.k.k_a_fkey: foreign key k_a_fkey: (a) references public.q (id) on delete set null -> (a) references public.q (id) on delete set default
create table q (id int primary key);
-- before
create table k (a int references q on delete set null);
-- after
create table k (a int references q on delete set default);

-- ~ public.k.k_a_b_fkey: foreign key k_a_b_fkey: (a, b) references public.q (a, b) on delete set null -> (a, b) references public.q (a, b) on delete set null (b)
create table q (a int, b int, primary key (a, b));
-- before
create table k (a int, b int, foreign key (a, b) references q on delete set null);
-- after
create table k (a int, b int, foreign key (a, b) references q on delete set null (b));

-- ~ public.k.k_a_b_fkey: foreign key k_a_b_fkey: (a, b) references public.q (a, b) -> (a, b) references public.q (a, b) match full
create table q (a int, b int, primary key (a, b));
-- before
create table k (a int, b int, foreign key (a, b) references q);
-- after
create table k (a int, b int, foreign key (a, b) references q match full);

-- ~ public.k.k_a_check: check k_a_check: a > 1 -> a > 1 no inherit
-- before
create table k (a int check (a > 1));
-- after
create table k (a int check (a > 1) no inherit);

-- ~ public.k.x: check x: a > 1 -> a > 1 not valid
create table k (a int);
-- before
alter table k add constraint x check (a > 1);
-- after
alter table k add constraint x check (a > 1) not valid;

-- ~ public.k.a: column a: not null validated yes -> no
create table k (a int);
-- before
alter table k add constraint x not null a;
-- after
alter table k add constraint x not null a not valid;

-- ~ public.k.a: column a: not null inherited yes -> no
create table k (a int);
-- before
alter table k add constraint x not null a;
-- after
alter table k add constraint x not null a no inherit;

-- ~ public.k: autovacuum_enabled: default -> off
-- before
create table k (a int) using heap;
-- after
create table k (a int) with (autovacuum_enabled = off);

-- ~ public.k: inherits: public.parent -> none
create table parent (a int);
-- before
create table k () inherits (parent);
-- after
create table k (a int);

-- ~ pl: language pl: inline default -> plpgsql_inline_handler
-- ~ pl: language pl: trusted default -> true
-- before
create language pl handler plpgsql_call_handler;
-- after
create trusted language pl handler plpgsql_call_handler inline plpgsql_inline_handler;

-- ~ for alice server far: user mapping for alice server far: option "user" 'al' -> 'alice'
-- ~ for alice server far: user mapping for alice server far: option password a secret -> another secret
-- ~ for alice server far: user mapping for alice server far: option password_required default -> 'false'
-- ~ for alice server far: user mapping for alice server far: option token a secret -> default
create foreign data wrapper nothing;
create server far foreign data wrapper nothing;
-- before
create user mapping for alice server far options (user 'al', password 'one', token 'x');
-- after
create user mapping for alice server far options (user 'al', password 'one', token 'x', kept 'k');
alter user mapping for alice server far options (set user 'alice', set password 'two', drop token, add password_required 'false', drop kept);

-- + for public server far: user mapping for public server far option "user" 'x' option password a secret
create foreign data wrapper nothing;
create server far foreign data wrapper nothing;
-- before
-- after
create user mapping for public server far options (password 'x', user 'x');

-- ~ hstore: extension hstore: comment default -> 'ours'
create extension hstore;
-- before
-- after
comment on extension hstore is 'ours';

-- ~ hstore: extension hstore: comment 'ours' -> 'yours'
create extension hstore;
-- before
comment on extension hstore is 'ours';
-- after
comment on extension hstore is 'yours';

-- ~ hstore: extension hstore: comment 'ours' -> default
create extension hstore;
-- before
comment on extension hstore is 'ours';
-- after

-- ~ hstore: extension hstore: comment default -> none
create extension hstore;
-- before
-- after
comment on extension hstore is null;

-- + hstore: extension hstore comment 'ours'
-- before
-- after
create extension hstore;
comment on extension hstore is 'ours';

-- ~ public.i: index public.i: depends on extension hstore: default -> yes
-- ~ public.f(): function public.f(): depends on extension hstore default -> yes
create extension hstore;
create table t (a int);
create index i on t (a);
create function f() returns int language sql as 'select 1';
-- before
-- after
alter function f() depends on extension hstore;
alter index i depends on extension hstore;

-- ~ public.ft: foreign table public.ft: check ft_a_check default -> a > 0
create foreign data wrapper w;
create server s foreign data wrapper w;
-- before
create foreign table ft (a int) server s;
-- after
create foreign table ft (a int check (a > 0)) server s;
