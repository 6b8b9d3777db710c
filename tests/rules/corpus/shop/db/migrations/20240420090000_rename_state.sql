-- migrate:up
set lock_timeout = '2s';
alter table orders rename column note to remark;

-- migrate:down
alter table orders rename column remark to note;
