-- All that the catalog of PostgreSQL 18 says of a schema, one row an object: an oracle that shares no code with us.
-- An object without an ACL has its default one; members of extensions are left out.

-- schema
select n.nspname id, pg_get_userbyid(nspowner) as owner, (select array_agg(x::text order by x::text) from
unnest(coalesce(nspacl,acldefault('n',nspowner))) x)::text acl from pg_namespace n where n.nspname !~ '^pg_' and
n.nspname <> 'information_schema' and not exists (select from pg_depend x where x.classid = 'pg_namespace'::regclass
and x.objid = n.oid and x.deptype = 'e')

-- extension
select extname id, n.nspname as schema, extversion ver from pg_extension e join pg_namespace n on n.oid=extnamespace

-- rel
select n.nspname||'.'||c.relname id, c.relkind::text kind, c.relpersistence::text persistence, c.relrowsecurity rls,
c.relforcerowsecurity force_rls, c.relreplident::text replident, (select array_agg(x order by x) from
unnest(c.reloptions) x)::text reloptions, am.amname am, ts.spcname tablespace, pg_get_userbyid(c.relowner) as owner,
(select array_agg(x::text order by x::text) from unnest(coalesce(c.relacl,acldefault('r',c.relowner))) x)::text acl,
case when c.relkind in('v','m') then pg_get_viewdef(c.oid) end viewdef, case when c.relkind='m' then c.relispopulated
end populated, case when c.relkind='p' then pg_get_partkeydef(c.oid) end partkey, case when c.relispartition then
pg_get_expr(c.relpartbound,c.oid) end partbound, (select array_agg(inhparent::regclass::text order by inhseqno) from
pg_inherits where inhrelid=c.oid)::text parents, c.reloftype::regtype::text oftype, (select fs.srvname||'
'||coalesce(ft.ftoptions::text,'') from pg_foreign_table ft join pg_foreign_server fs on fs.oid=ft.ftserver where
ftrelid=c.oid) ft from pg_class c join pg_namespace n on n.oid=c.relnamespace left join pg_am am on am.oid=c.relam
left join pg_tablespace ts on ts.oid=c.reltablespace where c.relkind in('r','p','v','m','f','c') and n.nspname !~
'^pg_' and n.nspname <> 'information_schema' and not exists (select from pg_depend x where x.classid =
'pg_class'::regclass and x.objid = c.oid and x.deptype = 'e')

-- column
select n.nspname||'.'||c.relname||'.'||a.attname id, row_number() over (partition by c.oid order by attnum) pos,
format_type(atttypid,atttypmod) typ, attnotnull as not_null, attidentity::text identity, attgenerated::text generated,
pg_get_expr(ad.adbin,ad.adrelid) dflt, case when attcollation<>t.typcollation then (select collname from pg_collation
co where co.oid=attcollation) end coll, case when attstorage<>t.typstorage then attstorage::text end storage,
attcompression::text compression, attstattarget as stattarget, attoptions::text options, attfdwoptions::text fdwopts,
attislocal islocal, attinhcount inhcount, (select array_agg(x::text order by x::text) from unnest(attacl) x)::text acl
from pg_attribute a join pg_class c on c.oid=a.attrelid join pg_namespace n on n.oid=c.relnamespace join pg_type t on
t.oid=a.atttypid left join pg_attrdef ad on ad.adrelid=a.attrelid and ad.adnum=a.attnum where attnum>0 and not
attisdropped and c.relkind in('r','p','v','m','f','c') and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
and not exists (select from pg_depend x where x.classid = 'pg_class'::regclass and x.objid = c.oid and x.deptype =
'e')

-- constraint
select n.nspname||'.'||coalesce(c.relname, (select typname from pg_type where oid=co.contypid))||'.'||conname id,
contype::text typ, pg_get_constraintdef(co.oid) def, condeferrable deferrable, condeferred deferred, convalidated
validated, connoinherit noinherit, conislocal islocal, coninhcount inhcount from pg_constraint co join pg_namespace n
on n.oid=co.connamespace left join pg_class c on c.oid=co.conrelid where contype in('c','f','p','u','x','t','n') and
contype<>'t' and n.nspname !~ '^pg_' and n.nspname <> 'information_schema' and (c.oid is null or not exists (select
from pg_depend x where x.classid = 'pg_class'::regclass and x.objid = c.oid and x.deptype = 'e')) and (contypid=0 or
not exists (select from pg_depend x where x.classid = 'pg_type'::regclass and x.objid = contypid and x.deptype = 'e'))

-- index
select n.nspname||'.'||i.relname id, pg_get_indexdef(i.oid) def, indisvalid valid, indisunique uniq,
indnullsnotdistinct nnd, indisclustered clustered, indisreplident replident, (select array_agg(x order by x) from
unnest(i.reloptions) x)::text reloptions, (select array_agg(a.attnum||':'||a.attstattarget order by 1) from
pg_attribute a where a.attrelid=i.oid and a.attstattarget>=0)::text stattargets, (select inhparent::regclass::text
from pg_inherits where inhrelid=i.oid) parent from pg_index x join pg_class i on i.oid=x.indexrelid join pg_class c on
c.oid=x.indrelid join pg_namespace n on n.oid=i.relnamespace where n.nspname !~ '^pg_' and n.nspname <>
'information_schema' and not exists (select from pg_depend x where x.classid = 'pg_class'::regclass and x.objid =
c.oid and x.deptype = 'e')

-- sequence
select n.nspname||'.'||c.relname id, format_type(seqtypid,null) typ, seqstart, seqincrement, seqmax, seqmin, seqcache,
seqcycle, c.relpersistence::text pers, (select array_agg(x::text order by x::text) from
unnest(coalesce(c.relacl,acldefault('s',c.relowner))) x)::text acl, pg_get_userbyid(c.relowner) as owner, (select
d.deptype::text||' '||d.refobjid::regclass::text||'.'||(select attname from pg_attribute where attrelid=d.refobjid and
attnum=d.refobjsubid) from pg_depend d where d.classid='pg_class'::regclass and d.objid=c.oid and
d.refclassid='pg_class'::regclass and d.deptype in('a','i') and d.refobjsubid>0 limit 1) owned from pg_sequence s join
pg_class c on c.oid=seqrelid join pg_namespace n on n.oid=c.relnamespace where n.nspname !~ '^pg_' and n.nspname <>
'information_schema' and not exists (select from pg_depend x where x.classid = 'pg_class'::regclass and x.objid =
c.oid and x.deptype = 'e')

-- type
select n.nspname||'.'||t.typname id, t.typtype::text typ, pg_get_userbyid(typowner) as owner, (select
array_agg(x::text order by x::text) from unnest(coalesce(typacl,acldefault('T',typowner))) x)::text acl, (select
array_agg(enumlabel::text order by enumsortorder) from pg_enum where enumtypid=t.oid)::text enum, case when
typtype='d' then format_type(typbasetype,typtypmod) end base, case when typtype='d' then typnotnull end as not_null,
case when typtype='d' then typdefault end dflt, case when typtype='d' and typcollation<>(select bt.typcollation from
pg_type bt where bt.oid=t.typbasetype) then (select collname from pg_collation c where c.oid=t.typcollation) end coll,
(select format_type(rngsubtype,null)||' '||rngsubdiff::text||' '||rngcanonical::text||' '||coalesce((select
opcname::text from pg_opclass where oid=rngsubopc),'')||' '||coalesce(rngmultitypid::regtype::text,'') from pg_range
where rngtypid=t.oid) rng from pg_type t join pg_namespace n on n.oid=t.typnamespace where typtype in('e','d','r','b')
and not (typtype='b' and typelem<>0 and typlen=-1) and n.nspname !~ '^pg_' and n.nspname <> 'information_schema' and
not exists (select from pg_depend x where x.classid = 'pg_type'::regclass and x.objid = t.oid and x.deptype = 'e')

-- routine
select n.nspname||'.'||p.proname||'('||pg_get_function_identity_arguments(p.oid)||')' id, prokind::text kind, case
when prokind='a' then null else regexp_replace(pg_get_functiondef(p.oid),'\\s+\$function\$','$function$','g') end def,
case when prokind='a' then (select
row(a.aggkind,a.aggtransfn,a.aggfinalfn,a.aggcombinefn,a.agginitval,a.aggtranstype::regtype,a.aggsortop)::text from
pg_aggregate a where aggfnoid=p.oid) end agg, pg_get_userbyid(proowner) as owner, (select array_agg(x::text order by
x::text) from unnest(coalesce(proacl,acldefault('f',proowner))) x)::text acl from pg_proc p join pg_namespace n on
n.oid=p.pronamespace where n.nspname !~ '^pg_' and n.nspname <> 'information_schema' and not exists (select from
pg_depend x where x.classid = 'pg_proc'::regclass and x.objid = p.oid and x.deptype = 'e')

-- trigger
select n.nspname||'.'||c.relname||'.'||tgname id, pg_get_triggerdef(t.oid) def, tgenabled::text enabled from
pg_trigger t join pg_class c on c.oid=tgrelid join pg_namespace n on n.oid=c.relnamespace where not tgisinternal and
n.nspname !~ '^pg_' and n.nspname <> 'information_schema' and not exists (select from pg_depend x where x.classid =
'pg_trigger'::regclass and x.objid = t.oid and x.deptype = 'e')

-- policy
select n.nspname||'.'||c.relname||'.'||polname id, polcmd::text cmd, polpermissive permissive, (select array_agg(case
when r=0 then 'public' else r::regrole::text end order by 1) from unnest(polroles) r)::text roles,
pg_get_expr(polqual,polrelid) qual, pg_get_expr(polwithcheck,polrelid) chk from pg_policy p join pg_class c on
c.oid=polrelid join pg_namespace n on n.oid=c.relnamespace where n.nspname !~ '^pg_' and n.nspname <>
'information_schema'

-- rule
select n.nspname||'.'||c.relname||'.'||rulename id, pg_get_ruledef(r.oid) def, ev_enabled::text enabled from
pg_rewrite r join pg_class c on c.oid=ev_class join pg_namespace n on n.oid=c.relnamespace where rulename<>'_RETURN'
and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'

-- event_trigger
select evtname id, evtevent, evtfoid::regproc::text fn, evtenabled::text enabled, evttags::text tags from
pg_event_trigger e where not exists (select from pg_depend x where x.classid = 'pg_event_trigger'::regclass and
x.objid = e.oid and x.deptype = 'e')

-- publication
select pubname id, puballtables, pubinsert, pubupdate, pubdelete, pubtruncate, pubviaroot, (select
array_agg(pr.prrelid::regclass::text||' '||coalesce(pg_get_expr(pr.prqual,pr.prrelid),'')||'
'||coalesce(pr.prattrs::text,'') order by 1) from pg_publication_rel pr where pr.prpubid=p.oid)::text rels, (select
array_agg(pnnspid::regnamespace::text order by 1) from pg_publication_namespace where pnpubid=p.oid)::text nss from
pg_publication p

-- statistics
select n.nspname||'.'||stxname id, pg_get_statisticsobjdef(s.oid) def, stxstattarget target from pg_statistic_ext s
join pg_namespace n on n.oid=s.stxnamespace where n.nspname !~ '^pg_' and n.nspname <> 'information_schema'

-- collation
select n.nspname||'.'||collname id, collprovider::text prov, collisdeterministic det, collcollate, collctype,
colllocale from pg_collation c join pg_namespace n on n.oid=collnamespace where n.nspname !~ '^pg_' and n.nspname <>
'information_schema'

-- cast
select castsource::regtype||' as '||casttarget::regtype id, castfunc::regprocedure::text fn, castcontext::text ctx,
castmethod::text method from pg_cast c where c.oid>=16384 and not exists (select from pg_depend x where x.classid =
'pg_cast'::regclass and x.objid = c.oid and x.deptype = 'e')

-- operator
select n.nspname||'.'||oprname||'('||oprleft::regtype||','||oprright::regtype||')' id, oprcode::text fn,
oprresult::regtype::text res, oprcom::regoperator::text com, oprnegate::regoperator::text neg, oprcanmerge,
oprcanhash, oprrest::text, oprjoin::text from pg_operator o join pg_namespace n on n.oid=oprnamespace where n.nspname
!~ '^pg_' and n.nspname <> 'information_schema' and not exists (select from pg_depend x where x.classid =
'pg_operator'::regclass and x.objid = o.oid and x.deptype = 'e')

-- opclass
select n.nspname||'.'||opcname||' '||am.amname id, opcintype::regtype::text typ, opcdefault from pg_opclass o join
pg_namespace n on n.oid=opcnamespace join pg_am am on am.oid=opcmethod where n.nspname !~ '^pg_' and n.nspname <>
'information_schema' and not exists (select from pg_depend x where x.classid = 'pg_opclass'::regclass and x.objid =
o.oid and x.deptype = 'e')

-- default_acl
select pg_get_userbyid(defaclrole)||'/'||coalesce((select nspname from pg_namespace where
oid=defaclnamespace),'*')||'/'||defaclobjtype::text id, (select array_agg(x::text order by x::text) from
unnest(defaclacl) x)::text acl from pg_default_acl

-- fdw
select fdwname id, fdwhandler::regproc::text h, fdwoptions::text o from pg_foreign_data_wrapper f where not exists
(select from pg_depend x where x.classid = 'pg_foreign_data_wrapper'::regclass and x.objid = f.oid and x.deptype =
'e')

-- server
select srvname id, (select fdwname from pg_foreign_data_wrapper where oid=srvfdw) fdw, srvoptions::text o from
pg_foreign_server

-- tsconfig
select n.nspname||'.'||cfgname id, (select prsname from pg_ts_parser where oid=cfgparser) p, (select
array_agg(maptokentype || ' ' || mapseqno || ' ' || mapdict::regdictionary order by 1) from pg_ts_config_map where
mapcfg=c.oid)::text map from pg_ts_config c join pg_namespace n on n.oid=cfgnamespace where n.nspname !~ '^pg_' and
n.nspname <> 'information_schema' and not exists (select from pg_depend x where x.classid = 'pg_ts_config'::regclass
and x.objid = c.oid and x.deptype = 'e')

-- comment
select pg_describe_object(classoid,objoid,objsubid) id, description from pg_description d where objoid>=16384 and not
exists(select 1 from pg_depend x where x.classid=d.classoid and x.objid=d.objoid and x.deptype='e') and classoid not
in ('pg_extension'::regclass,'pg_database'::regclass)
