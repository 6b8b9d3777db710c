-- migrate:up
create index products_title_idx on products (lower(title));

-- migrate:down
drop index products_title_idx;
