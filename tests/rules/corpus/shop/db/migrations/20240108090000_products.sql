-- migrate:up
create type product_state as enum ('draft', 'live', 'gone');
create table products (
    id bigint generated always as identity primary key,
    sku text not null unique,
    title text not null,
    state product_state not null default 'draft',
    price_cents integer not null check (price_cents >= 0),
    tags text[] not null default '{}'
);
create table categories (
    id bigint generated always as identity primary key,
    parent_id bigint references categories (id),
    name text not null
);
create index categories_parent_id_idx on categories (parent_id);
create table product_categories (
    product_id bigint not null references products (id) on delete cascade,
    category_id bigint not null references categories (id) on delete cascade,
    primary key (product_id, category_id)
);
create index product_categories_category_id_idx on product_categories (category_id);

-- migrate:down
drop table product_categories;
drop table categories;
drop table products;
drop type product_state;
