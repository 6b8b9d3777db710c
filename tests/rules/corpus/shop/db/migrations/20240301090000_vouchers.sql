-- migrate:up
set lock_timeout = '2s';
create table vouchers (
    id bigint generated always as identity primary key,
    code text not null unique,
    person_id bigint references people (id) on delete set null,
    order_id bigint references orders (id) on delete set null,
    constraint vouchers_one_owner check ((person_id is null) <> (order_id is null))
);
create index vouchers_person_id_idx on vouchers (person_id);
create index vouchers_order_id_idx on vouchers (order_id);

-- migrate:down
drop table vouchers;
