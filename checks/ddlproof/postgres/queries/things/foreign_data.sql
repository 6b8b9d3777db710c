-- catalog: pg_foreign_data_wrapper pg_foreign_server
select format('create foreign data wrapper %I%s%s%s', f.fdwname,
         case when f.fdwhandler <> 0 then format(' handler %s', f.fdwhandler::regproc) end,
         case when f.fdwvalidator <> 0 then format(' validator %s', f.fdwvalidator::regproc) end,
         (select format(' options (%s)', string_agg(format('%I %L', o.option_name, o.option_value), ', '))
          from pg_options_to_table(f.fdwoptions) o having count(*) > 0))
from pg_foreign_data_wrapper f
where not exists (select from pg_depend e where e.classid = 'pg_foreign_data_wrapper'::regclass and e.objid = f.oid and e.deptype = 'e')
union all
select format('create server %I%s%s foreign data wrapper %I%s', s.srvname, ' type ' || quote_literal(nullif(s.srvtype, '')),
         ' version ' || quote_literal(s.srvversion), f.fdwname,
         (select format(' options (%s)', string_agg(format('%I %L', o.option_name, o.option_value), ', '))
          from pg_options_to_table(s.srvoptions) o having count(*) > 0))
from pg_foreign_server s
join pg_foreign_data_wrapper f on f.oid = s.srvfdw
where not exists (select from pg_depend e where e.classid = 'pg_foreign_server'::regclass and e.objid = s.oid and e.deptype = 'e')
union all
-- Of options that the view pg_user_mappings keeps from the role one is said that stands for them all.
select format('create user mapping for %s server %I%s',
         case when m.umuser = 0 then 'public'
              when m.umuser in ((select d.datdba from pg_database d where d.datname = current_database()),
                                current_user::regrole) then 'current_user'
              else quote_ident(pg_get_userbyid(m.umuser)) end, m.srvname,
         case when (select r.rolsuper from pg_roles r where r.rolname = current_user)
                   or (m.umuser = 0 and pg_has_role(s.srvowner, 'usage'))
                   or (m.usename = current_user
                       and (pg_has_role(s.srvowner, 'usage') or has_server_privilege(s.oid, 'usage')))
              then (select format(' options (%s)', string_agg(format('%I %L', o.option_name, o.option_value), ', '))
                    from pg_options_to_table(m.umoptions) o having count(*) > 0)
              else $$ options ("?" '?')$$ end)
from pg_user_mappings m
join pg_foreign_server s on s.oid = m.srvid
union all
-- Of one with a parent: what it does not only have because of that.
select format('create foreign table %I.%I %s server %I%s', n.nspname, c.relname,
         case when c.relispartition
              then (select 'partition of ' || h.inhparent::regclass || ' ' || pg_get_expr(c.relpartbound, c.oid)
                    from pg_inherits h where h.inhrelid = c.oid)
              else format('(%s)%s', concat_ws(', ', (select string_agg(
            format('%I %s%s%s%s%s', a.attname, format_type(a.atttypid, a.atttypmod),
              (select format(' options (%s)', string_agg(format('%I %L', o.option_name, o.option_value), ', '))
               from pg_options_to_table(a.attfdwoptions) o having count(*) > 0),
              case when a.attcollation <> t.typcollation
                   then format(' collate %s', a.attcollation::regcollation) end,
              case when a.attnotnull then ' not null' end,
              ' default ' || pg_get_expr(d.adbin, d.adrelid)), ', ' order by a.attnum)
          from pg_attribute a
          join pg_type t on t.oid = a.atttypid
          left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
          where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attislocal),
         (select string_agg(format('constraint %I %s', k.conname, pg_get_constraintdef(k.oid)), ', ' order by k.conname)
          from pg_constraint k where k.conrelid = c.oid and k.contype = 'c' and k.conislocal)),
         (select ' inherits (' || string_agg(h.inhparent::regclass::text, ', ' order by h.inhseqno) || ')'
          from pg_inherits h where h.inhrelid = c.oid)) end,
         s.srvname,
         (select format(' options (%s)', string_agg(format('%I %L', o.option_name, o.option_value), ', '))
          from pg_options_to_table(f.ftoptions) o having count(*) > 0))
from pg_foreign_table f
join pg_class c on c.oid = f.ftrelid
join pg_namespace n on n.oid = c.relnamespace
join pg_foreign_server s on s.oid = f.ftserver
where n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
  and not exists (select from pg_depend e where e.classid = 'pg_class'::regclass and e.objid = c.oid and e.deptype = 'e')
