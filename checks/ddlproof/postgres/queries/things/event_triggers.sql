-- catalog: pg_event_trigger
select pg_catalog.format('create event trigger %I on %s', e.evtname, e.evtevent)
       || case when e.evttags is not null then
            (select ' when tag in (' || pg_catalog.string_agg(pg_catalog.quote_literal(tag), ', ') || ')'
             from pg_catalog.unnest(e.evttags) as of_trigger (tag))
          else '' end
       || pg_catalog.format(' execute function %I.%I()', n.nspname, p.proname)
from pg_catalog.pg_event_trigger e
join pg_catalog.pg_proc p on p.oid = e.evtfoid
join pg_catalog.pg_namespace n on n.oid = p.pronamespace
where not exists (
    select from pg_catalog.pg_depend d
    where d.classid = 'pg_catalog.pg_event_trigger'::pg_catalog.regclass and d.objid = e.oid and d.deptype = 'e'
  )
