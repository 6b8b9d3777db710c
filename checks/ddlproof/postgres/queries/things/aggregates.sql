-- catalog: pg_proc
-- Ordered-set aggregates are not modelled.
select pg_catalog.format('create aggregate %I.%I(%s) (sfunc = %s, stype = %s', n.nspname, p.proname,
         coalesce(nullif(pg_catalog.pg_get_function_arguments(p.oid), ''), '*'), a.aggtransfn,
         pg_catalog.format_type(a.aggtranstype, null))
       || coalesce(', finalfunc = ' || nullif(a.aggfinalfn::pg_catalog.text, '-'), '')
       || coalesce(', combinefunc = ' || nullif(a.aggcombinefn::pg_catalog.text, '-'), '')
       || coalesce(', serialfunc = ' || nullif(a.aggserialfn::pg_catalog.text, '-'), '')
       || coalesce(', deserialfunc = ' || nullif(a.aggdeserialfn::pg_catalog.text, '-'), '')
       || coalesce(', msfunc = ' || nullif(a.aggmtransfn::pg_catalog.text, '-'), '')
       || coalesce(', minvfunc = ' || nullif(a.aggminvtransfn::pg_catalog.text, '-'), '')
       || coalesce(', mfinalfunc = ' || nullif(a.aggmfinalfn::pg_catalog.text, '-'), '')
       || case when a.aggmtranstype <> 0 then ', mstype = ' || pg_catalog.format_type(a.aggmtranstype, null) else '' end
       || coalesce(', initcond = ' || pg_catalog.quote_literal(a.agginitval), '')
       || coalesce(', minitcond = ' || pg_catalog.quote_literal(a.aggminitval), '')
       || case when a.aggtransspace <> 0 then ', sspace = ' || a.aggtransspace else '' end
       || case when a.aggfinalextra then ', finalfunc_extra' else '' end
       || case when a.aggmfinalextra then ', mfinalfunc_extra' else '' end
       || case p.proparallel when 's' then ', parallel = safe' when 'r' then ', parallel = restricted' else '' end
       || case a.aggfinalmodify when 's' then ', finalfunc_modify = shareable'
                                when 'w' then ', finalfunc_modify = read_write' else '' end
       || case when a.aggmtransfn = 0 then ''
               else case a.aggmfinalmodify when 's' then ', mfinalfunc_modify = shareable'
                                           when 'w' then ', mfinalfunc_modify = read_write' else '' end end
       || coalesce((select ', sortop = ' || o.oprname from pg_catalog.pg_operator o where o.oid = a.aggsortop), '')
       || ')'
from pg_catalog.pg_aggregate a
join pg_catalog.pg_proc p on p.oid = a.aggfnoid
join pg_catalog.pg_namespace n on n.oid = p.pronamespace
where a.aggkind = 'n'
  and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
  and not exists (
    select from pg_catalog.pg_depend d
    where d.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass and d.objid = p.oid and d.deptype = 'e'
  )
