-- catalog: pg_event_trigger
select pg_catalog.format('alter event trigger %I %s', e.evtname,
         case e.evtenabled when 'D' then 'disable' when 'R' then 'enable replica' else 'enable always' end)
from pg_catalog.pg_event_trigger e
where e.evtenabled <> 'O'
  and not exists (
    select from pg_catalog.pg_depend d
    where d.classid = 'pg_catalog.pg_event_trigger'::pg_catalog.regclass and d.objid = e.oid and d.deptype = 'e'
  )
