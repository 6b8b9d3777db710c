-- name: create
create table t (a int primary key);
-- before
-- after
create publication p for table t;
-- unlike
create publication p for all tables;
-- expect: + publication p

-- name: options / row filter
create table t (a int primary key);
-- before
create publication p for table t;
-- after
create publication p for table t where (a > 0) with (publish = 'insert');
-- expect: ~ publication p
