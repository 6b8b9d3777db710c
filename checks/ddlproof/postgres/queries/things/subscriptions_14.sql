-- catalog: pg_subscription
select format('alter subscription %I set (binary = %s)', s.subname,
         s.subbinary)
from pg_subscription s
where s.subdbid = (select d.oid from pg_database d where d.datname = current_database())
