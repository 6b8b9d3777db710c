-- name: create
-- before
-- after
create operator class odd_ops for type int4 using hash as operator 1 =, function 1 hashint4(int4);
-- unlike
create operator class odd_ops for type int8 using hash as operator 1 =, function 1 hashint8(int8);
-- expect: + operator class public.odd_ops using hash
-- may: + operator family public.odd_ops using hash
