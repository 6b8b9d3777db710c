-- migrate:up transaction:false
create index concurrently addresses_city_idx on addresses (city);

-- migrate:down transaction:false
drop index concurrently addresses_city_idx;
