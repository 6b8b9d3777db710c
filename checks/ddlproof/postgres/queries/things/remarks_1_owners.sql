-- Owners other than the role that the database belongs to, and the one that reads. Members of extensions are left out.
with owned (class, oid, owner) as (
  select 'pg_class'::regclass, c.oid, c.relowner from pg_class c where c.relkind in ('r', 'p', 'v', 'm', 'f', 'S')
  union all select 'pg_namespace'::regclass, n.oid, n.nspowner from pg_namespace n
            where n.nspname <> 'public' or n.nspowner not in (10, 6171)  -- bootstrap superuser, pg_database_owner
  union all select 'pg_proc'::regclass, p.oid, p.proowner from pg_proc p
  union all select 'pg_type'::regclass, t.oid, t.typowner from pg_type t
            where t.typtype in ('e', 'd', 'r', 'b') and t.typelem = 0
               or exists (select from pg_class c where c.oid = t.typrelid and c.relkind = 'c')
  union all select 'pg_collation'::regclass, oid, collowner from pg_collation
  union all select 'pg_conversion'::regclass, oid, conowner from pg_conversion
  union all select 'pg_operator'::regclass, oid, oprowner from pg_operator
  union all select 'pg_opclass'::regclass, oid, opcowner from pg_opclass
  union all select 'pg_opfamily'::regclass, oid, opfowner from pg_opfamily
  union all select 'pg_statistic_ext'::regclass, oid, stxowner from pg_statistic_ext
  union all select 'pg_ts_config'::regclass, oid, cfgowner from pg_ts_config
  union all select 'pg_ts_dict'::regclass, oid, dictowner from pg_ts_dict
  union all select 'pg_publication'::regclass, oid, pubowner from pg_publication
  union all select 'pg_event_trigger'::regclass, oid, evtowner from pg_event_trigger
  union all select 'pg_foreign_data_wrapper'::regclass, oid, fdwowner from pg_foreign_data_wrapper
  union all select 'pg_foreign_server'::regclass, oid, srvowner from pg_foreign_server
  union all select 'pg_language'::regclass, oid, lanowner from pg_language
)
select format('alter %s %s owner to %I',
         case when i.type = 'statistics object' then 'statistics'
              when t.typtype = 'd' then 'domain'
              else replace(i.type, '-', ' ') end, i.identity, pg_get_userbyid(o.owner))
from owned o
cross join lateral pg_identify_object(o.class, o.oid, 0) i
left join pg_type t on o.class = 'pg_type'::regclass and t.oid = o.oid
where (o.oid >= 16384 or o.class = 'pg_namespace'::regclass and o.oid = 2200)  -- 2200: public (pg_namespace.dat)
  and o.owner not in ((select d.datdba from pg_database d where d.datname = current_database()), current_user::regrole)
  and coalesce(i.schema, '') !~ '^pg_' and coalesce(i.schema, '') <> 'information_schema'
  and i.identity !~ '^pg_'
  and not exists (select from pg_depend e
                  where e.classid = o.class and e.objid = o.oid and e.objsubid = 0
                    and e.deptype in ('e', 'i'))  -- the columns of a partition key depend on their table
