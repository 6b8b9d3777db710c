-- Indexes that no constraint owns, and those of them that a partition has because its parent has one.
select pg_catalog.pg_get_indexdef(i.oid) as definition, x.indisvalid as valid, x.indisclustered as clustered,
       ts.spcname as tablespace,
       (select pg_catalog.array_agg(array[a.attnum::text, a.attstattarget::text]) from pg_catalog.pg_attribute a
        where a.attrelid = i.oid and a.attstattarget >= 0) as statistics,
       (select pg_catalog.array_agg(distinct e.extname::text) from pg_catalog.pg_depend d
        join pg_catalog.pg_extension e on e.oid = d.refobjid
        where d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass and d.objid = i.oid and d.deptype = 'x'
          and d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass) as extensions,
       i.oid::bigint as number,
       (select pg_catalog.array_agg(a.attname::text order by a.attnum) from pg_catalog.pg_attribute a
        where a.attrelid = i.oid) as attnames,
       exists (select from pg_catalog.pg_inherits h where h.inhrelid = i.oid) as attached
from pg_catalog.pg_index x
join pg_catalog.pg_class i on i.oid = x.indexrelid
join pg_catalog.pg_class c on c.oid = x.indrelid
join pg_catalog.pg_namespace n on n.oid = i.relnamespace
left join pg_catalog.pg_tablespace ts on ts.oid = i.reltablespace
where n.nspname !~ '^pg_' and n.nspname <> 'information_schema' and c.relpersistence <> 't'
  and not exists (select from pg_catalog.pg_constraint co where co.conindid = i.oid and co.contype in ('p', 'u', 'x'))
  and not exists (select from pg_catalog.pg_depend e
                  where e.classid = 'pg_catalog.pg_class'::pg_catalog.regclass and e.objid = c.oid and e.deptype = 'e')
order by n.nspname, i.relname
