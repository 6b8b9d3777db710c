-- migrate:up
set lock_timeout = '2s';
alter table order_lines add constraint order_lines_price_check check (price_cents >= 0) not valid;

-- migrate:down
alter table order_lines drop constraint order_lines_price_check;
