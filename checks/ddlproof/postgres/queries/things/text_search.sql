-- catalog: pg_ts_config pg_ts_dict pg_ts_parser pg_ts_template
select format('create text search configuration %I.%I (parser = %s)', n.nspname, c.cfgname,
         case when p.prsnamespace = 'pg_catalog'::regnamespace then quote_ident(p.prsname)
              else format('%s.%I', p.prsnamespace::regnamespace, p.prsname) end), 1
from pg_ts_config c
join pg_namespace n on n.oid = c.cfgnamespace
join pg_ts_parser p on p.oid = c.cfgparser
where n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
  and not exists (select from pg_depend e where e.classid = 'pg_ts_config'::regclass and e.objid = c.oid and e.deptype = 'e')
union all
select format('alter text search configuration %I.%I add mapping for %I with %s', n.nspname, c.cfgname, t.alias,
         string_agg(m.mapdict::regdictionary::text, ', ' order by m.mapseqno)), 2
from pg_ts_config c
join pg_namespace n on n.oid = c.cfgnamespace
join pg_ts_config_map m on m.mapcfg = c.oid
cross join lateral ts_token_type(c.cfgparser) t
where n.nspname !~ '^pg_' and n.nspname <> 'information_schema' and t.tokid = m.maptokentype
  and not exists (select from pg_depend e where e.classid = 'pg_ts_config'::regclass and e.objid = c.oid and e.deptype = 'e')
group by n.nspname, c.cfgname, t.alias
union all
select format('create text search dictionary %I.%I (template = %s%s)', n.nspname, d.dictname,
         case when t.tmplnamespace = 'pg_catalog'::regnamespace then 'pg_catalog.' || quote_ident(t.tmplname)
              else format('%s.%I', t.tmplnamespace::regnamespace, t.tmplname) end, ', ' || d.dictinitoption), 1
from pg_ts_dict d
join pg_namespace n on n.oid = d.dictnamespace
join pg_ts_template t on t.oid = d.dicttemplate
where n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
  and not exists (select from pg_depend e where e.classid = 'pg_ts_dict'::regclass and e.objid = d.oid and e.deptype = 'e')
union all
select format('create text search parser %I.%I (start = %s, gettoken = %s, end = %s, lextypes = %s%s)', n.nspname,
         p.prsname, p.prsstart, p.prstoken, p.prsend, p.prslextype,
         case when p.prsheadline <> 0 then format(', headline = %s', p.prsheadline) end), 1
from pg_ts_parser p
join pg_namespace n on n.oid = p.prsnamespace
where n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
  and not exists (select from pg_depend e where e.classid = 'pg_ts_parser'::regclass and e.objid = p.oid and e.deptype = 'e')
union all
select format('create text search template %I.%I (%slexize = %s)', n.nspname, t.tmplname,
         case when t.tmplinit <> 0 then format('init = %s, ', t.tmplinit) end, t.tmpllexize), 1
from pg_ts_template t
join pg_namespace n on n.oid = t.tmplnamespace
where n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
  and not exists (select from pg_depend e where e.classid = 'pg_ts_template'::regclass and e.objid = t.oid and e.deptype = 'e')
order by 2
