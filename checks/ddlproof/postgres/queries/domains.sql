-- if: exists (select from pg_type where oid >= 16384 and typtype = 'd')
select n.nspname as schema, t.typname as name, pg_catalog.format_type(t.typbasetype, t.typtypmod) as type,
       t.typnotnull as "not_null", pg_catalog.pg_get_expr(t.typdefaultbin, 0) as "default",
       case when t.typcollation <> b.typcollation
            then (select co.collname from pg_catalog.pg_collation co where co.oid = t.typcollation) end as collation,
       (select pg_catalog.array_agg(array[co.conname::text, pg_catalog.pg_get_constraintdef(co.oid)])
        from pg_catalog.pg_constraint co where co.contypid = t.oid and co.contype = 'c') as checks
from pg_catalog.pg_type t
join pg_catalog.pg_type b on b.oid = t.typbasetype
join pg_catalog.pg_namespace n on n.oid = t.typnamespace
where t.typtype = 'd' and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
  and not exists (select from pg_catalog.pg_depend d
                  where d.classid = 'pg_catalog.pg_type'::pg_catalog.regclass and d.objid = t.oid and d.deptype = 'e')
