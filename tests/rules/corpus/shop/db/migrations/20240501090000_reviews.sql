-- migrate:up
set lock_timeout = '2s';
create table reviews (
    product_id bigint not null references products (id) on delete cascade,
    person_id bigint not null references people (id) on delete cascade,
    stars integer check (stars between 1 and 5),
    body text
);
alter table reviews enable row level security;

-- migrate:down
drop table reviews;
