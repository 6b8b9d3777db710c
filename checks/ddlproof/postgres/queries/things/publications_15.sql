-- catalog: pg_publication
-- Row filters, lists of columns and schemas: each says again what is said of a table without them.
select format('alter publication %I add table %I.%I%s%s', p.pubname, n.nspname, c.relname,
         (select format(' (%s)', string_agg(quote_ident(a.attname), ', '))
          from pg_attribute a where a.attrelid = c.oid and a.attnum = any (r.prattrs) having count(*) > 0),
         ' where (' || pg_get_expr(r.prqual, r.prrelid) || ')')
from pg_publication_rel r
join pg_publication p on p.oid = r.prpubid
join pg_class c on c.oid = r.prrelid
join pg_namespace n on n.oid = c.relnamespace
where r.prattrs is not null or r.prqual is not null
union all
select format('alter publication %I add tables in schema %I', p.pubname, n.nspname)
from pg_publication_namespace s
join pg_publication p on p.oid = s.pnpubid
join pg_namespace n on n.oid = s.pnnspid
