-- catalog: pg_subscription
select format('alter subscription %I set (origin = %s, run_as_owner = %s, password_required = %s)', s.subname,
         s.suborigin,
         s.subrunasowner,
         s.subpasswordrequired)
from pg_subscription s
where s.subdbid = (select d.oid from pg_database d where d.datname = current_database())
