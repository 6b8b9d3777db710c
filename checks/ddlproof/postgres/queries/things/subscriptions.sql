-- catalog: pg_subscription
select format('create subscription %I connection %L publication %s with (synchronous_commit = %s)', s.subname, '',
         (select string_agg(quote_ident(p), ', ') from unnest(s.subpublications) p), s.subsynccommit)
from pg_subscription s
where s.subdbid = (select d.oid from pg_database d where d.datname = current_database())
