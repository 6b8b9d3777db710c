-- catalog: pg_subscription
select format('alter subscription %I set (failover = %s)', s.subname,
         s.subfailover)
from pg_subscription s
where s.subdbid = (select d.oid from pg_database d where d.datname = current_database())
