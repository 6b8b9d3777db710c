-- PostgreSQL 18 lists NOT NULL as constraints of kind n; here it is an attribute of the column.
select n.nspname as schema, c.relname as "table", co.conname as name,
       pg_catalog.pg_get_constraintdef(co.oid) as definition,
       -- The index behind a key, or the one of its target that a foreign key rests on.
       co.conindid::bigint as "index",
       case when co.contype in ('u', 'x')
            then (select pg_catalog.array_agg(a.attname::text order by a.attnum) from pg_catalog.pg_attribute a
                  where a.attrelid = co.conindid) end as attnames,
       co.conparentid <> 0 as attached
from pg_catalog.pg_constraint co
join pg_catalog.pg_class c on c.oid = co.conrelid
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
where co.contype in ('c', 'f', 'p', 'u', 'x') and (co.conparentid = 0 or co.contype in ('p', 'u', 'x'))
  and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
order by 1, 2, 3
