-- catalog: pg_conversion
select format('create %sconversion %I.%I for %L to %L from %s', case when c.condefault then 'default ' else '' end,
         n.nspname, c.conname, pg_encoding_to_char(c.conforencoding), pg_encoding_to_char(c.contoencoding), c.conproc)
from pg_conversion c
join pg_namespace n on n.oid = c.connamespace
where n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
  and not exists (select from pg_depend e where e.classid = 'pg_conversion'::regclass and e.objid = c.oid and e.deptype = 'e')
