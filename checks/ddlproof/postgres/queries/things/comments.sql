select pg_catalog.format('comment on %s %I.%I%s is %L',
         case when d.objsubid = 0 then 'table' else 'column' end, n.nspname, c.relname,
         case when d.objsubid = 0 then '' else pg_catalog.format('.%I', a.attname) end, d.description)
from pg_catalog.pg_description d
join pg_catalog.pg_class c on c.oid = d.objoid and c.relkind in ('r', 'p')
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
left join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attnum = d.objsubid and d.objsubid <> 0
where d.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass
  and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
union all
select pg_catalog.format('comment on constraint %I on %I.%I is %L', co.conname, n.nspname, c.relname, d.description)
from pg_catalog.pg_description d
join pg_catalog.pg_constraint co on co.oid = d.objoid
join pg_catalog.pg_class c on c.oid = co.conrelid
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
where d.classoid = 'pg_catalog.pg_constraint'::pg_catalog.regclass
  and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
