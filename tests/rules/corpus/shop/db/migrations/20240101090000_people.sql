-- migrate:up
create table people (
    id bigint generated always as identity primary key,
    email text not null unique,
    name text not null,
    created_at timestamptz not null default now()
);
create table addresses (
    id bigint generated always as identity primary key,
    person_id bigint not null references people (id) on delete cascade,
    street text not null,
    city text not null,
    country char(2) not null check (country = upper(country))
);
create index addresses_person_id_idx on addresses (person_id);

-- migrate:down
drop table addresses;
drop table people;
