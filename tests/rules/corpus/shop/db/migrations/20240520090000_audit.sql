-- migrate:up
set lock_timeout = '2s';
create function note_change() returns trigger language plpgsql security definer as $$
begin
    insert into audit (at, what) values (now(), tg_table_name);
    return new;
end $$;
create table audit (at timestamptz not null, what text not null) partition by range (at);
create table audit_2024 partition of audit for values from ('2024-01-01') to ('2025-01-01');
create trigger orders_audit after update on orders for each row execute function note_change();

-- migrate:down
drop trigger orders_audit on orders;
drop table audit;
drop function note_change();
