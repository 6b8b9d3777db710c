-- One line per column, and one with a null column for a table that has none.
select n.nspname as schema, c.relname as "table", a.attname as "column",
       pg_catalog.format_type(a.atttypid, a.atttypmod) as type,
       a.attnotnull as "not_null",
       a.attidentity::text as identity,
       a.attgenerated::text as generated,
       pg_catalog.pg_get_expr(d.adbin, d.adrelid) as expression,
       case when a.attcollation <> t.typcollation
            then (select co.collname from pg_catalog.pg_collation co where co.oid = a.attcollation) end as collation
from pg_catalog.pg_class c
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
left join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
left join pg_catalog.pg_type t on t.oid = a.atttypid
left join pg_catalog.pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
where c.relkind in ('r', 'p') and c.relpersistence <> 't'
  and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
  and not exists (select from pg_catalog.pg_depend e
                  where e.classid = 'pg_catalog.pg_class'::pg_catalog.regclass and e.objid = c.oid and e.deptype = 'e')
order by 1, 2, a.attnum
