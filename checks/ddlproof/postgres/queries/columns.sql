-- One line per column, and one with a null column for a table that has none.
select n.nspname as schema, c.relname as "table", a.attname as "column",
       pg_catalog.format_type(a.atttypid, a.atttypmod) as type,
       a.attnotnull as "not_null",
       a.attidentity::text as identity,
       a.attgenerated::text as generated,
       pg_catalog.pg_get_expr(d.adbin, d.adrelid) as expression,
       case when a.attcollation <> t.typcollation
            then (select co.collname from pg_catalog.pg_collation co where co.oid = a.attcollation) end as collation,
       case when a.attstorage <> t.typstorage
            then case a.attstorage when 'p' then 'plain' when 'e' then 'external' when 'm' then 'main'
                 else 'extended' end end as storage,
       a.attstattarget::int as statistics,
       a.attoptions as options,
       case when a.attidentity <> ''
            then (select array[q.seqincrement, q.seqmin, q.seqmax, q.seqstart, q.seqcache, q.seqcycle::int]
                  from pg_catalog.pg_depend e join pg_catalog.pg_sequence q on q.seqrelid = e.objid
                  where e.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass and e.refobjid = a.attrelid
                    and e.refobjsubid = a.attnum and e.deptype = 'i'
                    and e.classid = 'pg_catalog.pg_class'::pg_catalog.regclass) end as sequence,
       pg_catalog.to_jsonb(a) ->> 'attcompression' as compression,
       -- PostgreSQL 18 has a constraint for each NOT NULL.
       f.conname as not_null_name, f.connoinherit as not_inherited, not f.convalidated as not_validated
from pg_catalog.pg_class c
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
left join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
left join pg_catalog.pg_type t on t.oid = a.atttypid
left join pg_catalog.pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
left join pg_catalog.pg_constraint f on f.conrelid = a.attrelid and f.contype = 'n' and f.conkey = array[a.attnum]
where c.relkind in ('r', 'p') and c.relpersistence <> 't'
  and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
  and not exists (select from pg_catalog.pg_depend e
                  where e.classid = 'pg_catalog.pg_class'::pg_catalog.regclass and e.objid = c.oid and e.deptype = 'e')
order by 1, 2, a.attnum
