-- migrate:up
set lock_timeout = '2s';
alter type product_state add value 'archived';
drop view open_orders;
alter table orders drop column remark;
create view open_orders as
    select o.id, o.person_id from orders o where o.state = 'open';

-- migrate:down
select 1;
