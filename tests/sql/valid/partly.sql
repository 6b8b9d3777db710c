create table ex (a int, constraint e exclude using gist (a gist_int4_ops desc nulls last with operator(pg_catalog.=)) include (a) «with (fillfactor=70) using index tablespace x»);
create table pk (a int primary key «with (fillfactor=70) using index tablespace x», b int unique nulls not distinct, c int check (c > 1) no inherit);
create table pk (a int, primary key (a) include (b), unique nulls not distinct (a, b) include (c) «with (fillfactor = 50)», b int, c int);
