-- if: exists (select from pg_class where oid >= 16384 and relkind = 'c')
-- One line per attribute, and one with a null attribute for a type that has none.
select n.nspname as schema, c.relname as name, a.attname as attribute,
       pg_catalog.format_type(a.atttypid, a.atttypmod) as type,
       case when a.attcollation <> t.typcollation
            then (select co.collname from pg_catalog.pg_collation co where co.oid = a.attcollation) end as collation
from pg_catalog.pg_class c
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
left join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
left join pg_catalog.pg_type t on t.oid = a.atttypid
where c.relkind = 'c' and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
  and not exists (select from pg_catalog.pg_depend d
                  where d.classid = 'pg_catalog.pg_type'::pg_catalog.regclass and d.objid = c.reltype
                    and d.deptype = 'e')
order by 1, 2, a.attnum
