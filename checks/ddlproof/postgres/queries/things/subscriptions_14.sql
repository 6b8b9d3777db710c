-- catalog: pg_subscription
select format('alter subscription %I set (binary = %s%s)', s.subname, s.subbinary,
         -- A boolean until 15. What it is without being said is `parallel` since 18.
         case when s.substream::text in ('f', 'false')
              then case when current_setting('server_version_num')::int >= 180000 then ', streaming = off' end
              when s.substream::text = 'p'
              then case when current_setting('server_version_num')::int < 180000 then ', streaming = parallel' end
              else ', streaming = on' end)
from pg_subscription s
where s.subdbid = (select d.oid from pg_database d where d.datname = current_database())
