-- migrate:up
set lock_timeout = '2s';
create table newsletters (id serial primary key, person_id integer references people (id), unique (person_id));
alter table people add constraint people_phone_key unique (phone);

-- migrate:down
alter table people drop constraint people_phone_key;
drop table newsletters;
