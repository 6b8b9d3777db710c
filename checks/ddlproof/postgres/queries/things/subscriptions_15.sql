-- catalog: pg_subscription
select format('alter subscription %I set (two_phase = %s, disable_on_error = %s)', s.subname,
         s.subtwophasestate <> 'd',
         s.subdisableonerr)
from pg_subscription s
where s.subdbid = (select d.oid from pg_database d where d.datname = current_database())
