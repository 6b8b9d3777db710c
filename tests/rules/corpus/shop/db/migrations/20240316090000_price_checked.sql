-- migrate:up
alter table order_lines validate constraint order_lines_price_check;

-- migrate:down
select 1;
