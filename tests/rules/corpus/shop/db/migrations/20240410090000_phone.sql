-- migrate:up
set lock_timeout = '2s';
alter table people add column phone text;
update people set phone = '' where phone is null;
alter table people alter column phone set not null;

-- migrate:down
alter table people drop column phone;
