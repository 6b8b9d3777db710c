-- catalog: pg_transform
select format('create transform for %s language %I (%s)', t.trftype::regtype, l.lanname,
         concat_ws(', ', case when t.trffromsql <> 0 then format('from sql with function %s', t.trffromsql::regprocedure) end,
                   case when t.trftosql <> 0 then format('to sql with function %s', t.trftosql::regprocedure) end))
from pg_transform t
join pg_language l on l.oid = t.trflang
where not exists (select from pg_depend e where e.classid = 'pg_transform'::regclass and e.objid = t.oid and e.deptype = 'e')
