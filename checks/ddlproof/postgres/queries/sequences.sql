-- if: exists (select from pg_sequence where seqrelid >= 16384)
-- Sequences but those of identity columns, with the column that owns them.
select n.nspname as schema, c.relname as sequence, pg_catalog.format_type(q.seqtypid, null) as type,
       array[q.seqincrement, q.seqmin, q.seqmax, q.seqstart, q.seqcache, q.seqcycle::int] as options,
       on_.nspname as owner_schema, o.relname as owner, a.attname as "column", c.relpersistence = 'u' as unlogged
from pg_catalog.pg_sequence q
join pg_catalog.pg_class c on c.oid = q.seqrelid
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
left join pg_catalog.pg_depend d on d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass and d.objid = c.oid
     and d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass and d.deptype in ('a', 'i')
left join pg_catalog.pg_class o on o.oid = d.refobjid
left join pg_catalog.pg_namespace on_ on on_.oid = o.relnamespace
left join pg_catalog.pg_attribute a on a.attrelid = d.refobjid and a.attnum = d.refobjsubid
where n.nspname !~ '^pg_' and n.nspname <> 'information_schema' and c.relpersistence <> 't'
  and d.deptype is distinct from 'i'
  and not exists (select from pg_catalog.pg_depend e
                  where e.classid = 'pg_catalog.pg_class'::pg_catalog.regclass and e.objid = c.oid and e.deptype = 'e')
order by 1, 2
