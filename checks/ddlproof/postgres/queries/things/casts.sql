-- catalog: pg_cast
-- Internal is the cast that every range type has to its multirange.
select format('create cast (%s as %s) %s%s', c.castsource::regtype, c.casttarget::regtype,
         case c.castmethod when 'b' then 'without function' when 'i' then 'with inout'
              else 'with function ' || c.castfunc::regprocedure::text end,
         case c.castcontext when 'a' then ' as assignment' when 'i' then ' as implicit' else '' end)
from pg_cast c
where c.oid >= 16384
  and not exists (select from pg_depend e where e.classid = 'pg_cast'::regclass and e.objid = c.oid and e.deptype in ('e', 'i'))
