-- if: exists (select from pg_class c join pg_attribute a on a.attrelid = c.oid join pg_type t on t.oid = a.atttypid
-- if: where c.relkind in ('v', 'm') and c.oid >= 16384 and a.attnum > 0 and (a.atthasdef or a.attstattarget >= 0
-- if: or a.attstorage <> t.typstorage or a.attoptions is not null or pg_catalog.to_jsonb(a) ->> 'attcompression' <> ''))
select pg_catalog.format('alter %s %I.%I alter column %I %s',
         case c.relkind when 'm' then 'materialized view' else 'view' end, n.nspname, c.relname, a.attname, s.said)
from pg_catalog.pg_class c
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
join pg_catalog.pg_type t on t.oid = a.atttypid
left join pg_catalog.pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
cross join lateral (values
  ('set default ' || pg_catalog.pg_get_expr(d.adbin, d.adrelid)),
  ('set statistics ' || nullif(a.attstattarget, -1)),
  ('set storage ' || case when a.attstorage <> t.typstorage
                          then case a.attstorage when 'p' then 'plain' when 'e' then 'external' when 'm' then 'main'
                               else 'extended' end end),
  ('set compression ' || case pg_catalog.to_jsonb(a) ->> 'attcompression' when 'p' then 'pglz' when 'l' then 'lz4' end),
  ('set (' || (select pg_catalog.string_agg(o.option_name || '=' || pg_catalog.quote_literal(o.option_value), ', ')
               from pg_catalog.pg_options_to_table(a.attoptions) o) || ')')
) s (said)
where c.relkind in ('v', 'm') and s.said is not null
  and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
  and not exists (
    select from pg_catalog.pg_depend e
    where e.classid = 'pg_catalog.pg_class'::pg_catalog.regclass and e.objid = c.oid and e.deptype = 'e'
  )
