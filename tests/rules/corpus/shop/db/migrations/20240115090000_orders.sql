-- migrate:up
create table orders (
    id bigint generated always as identity primary key,
    person_id bigint not null references people (id),
    placed_at timestamptz not null default now(),
    state text not null default 'open' check (state in ('open', 'paid', 'sent'))
);
create index orders_person_id_idx on orders (person_id);
create table order_lines (
    order_id bigint not null references orders (id) on delete cascade,
    line_no smallint not null,
    product_id bigint not null references products (id),
    quantity integer not null check (quantity > 0),
    price_cents integer not null,
    primary key (order_id, line_no)
);
create index order_lines_product_id_idx on order_lines (product_id);
create view open_orders as
    select o.id, o.person_id, sum(l.quantity * l.price_cents) as total
    from orders o join order_lines l on l.order_id = o.id
    where o.state = 'open' group by o.id, o.person_id;

-- migrate:down
drop view open_orders;
drop table order_lines;
drop table orders;
