-- catalog: pg_rewrite
select pg_catalog.format('create %s %I.%I%s%s as %s%s',
         case c.relkind when 'm' then 'materialized view' else 'view' end, n.nspname, c.relname,
         -- A view may have no columns.
         ' (' || (select pg_catalog.string_agg(pg_catalog.quote_ident(a.attname), ', ' order by a.attnum)
          from pg_catalog.pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped) || ')',
         pg_catalog.concat(
           ' using ' || pg_catalog.quote_ident(nullif(m.amname, 'heap')),
           ' with (' || (select pg_catalog.string_agg(o.option_name || '=' || pg_catalog.quote_literal(o.option_value), ', ')
                         from pg_catalog.pg_options_to_table(c.reloptions) o) || ')',
           ' tablespace ' || (select pg_catalog.quote_ident(t.spcname) from pg_catalog.pg_tablespace t
                              where t.oid = c.reltablespace)),
         pg_catalog.rtrim(pg_catalog.pg_get_viewdef(c.oid), ';'),
         case when c.relkind = 'm' and not c.relispopulated then ' with no data' else '' end)
from pg_catalog.pg_class c
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
left join pg_catalog.pg_am m on m.oid = c.relam
where c.relkind in ('v', 'm')
  and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
  and not exists (
    select from pg_catalog.pg_depend d
    where d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass and d.objid = c.oid and d.deptype = 'e'
  )
