-- catalog: pg_subscription
select format('create subscription %I connection %L publication %s', s.subname, '',
         (select string_agg(quote_ident(p), ', ') from unnest(s.subpublications) p))
from pg_subscription s
where s.subdbid = (select d.oid from pg_database d where d.datname = current_database())
