-- A stand-in for uuid-ossp, in SQL. Signatures are those of PostgreSQL's documentation, appendix F "uuid-ossp".
--
-- Functions that call each other have bodies of the SQL standard, which are bound when they are created: they work
-- whatever the search_path is, and move with the extension. Those in PL/pgSQL call nothing but pg_catalog.

CREATE FUNCTION uuid_nil() RETURNS uuid LANGUAGE SQL IMMUTABLE STRICT PARALLEL SAFE
RETURN '00000000-0000-0000-0000-000000000000'::uuid;

CREATE FUNCTION uuid_ns_dns() RETURNS uuid LANGUAGE SQL IMMUTABLE STRICT PARALLEL SAFE
RETURN '6ba7b810-9dad-11d1-80b4-00c04fd430c8'::uuid;

CREATE FUNCTION uuid_ns_url() RETURNS uuid LANGUAGE SQL IMMUTABLE STRICT PARALLEL SAFE
RETURN '6ba7b811-9dad-11d1-80b4-00c04fd430c8'::uuid;

CREATE FUNCTION uuid_ns_oid() RETURNS uuid LANGUAGE SQL IMMUTABLE STRICT PARALLEL SAFE
RETURN '6ba7b812-9dad-11d1-80b4-00c04fd430c8'::uuid;

CREATE FUNCTION uuid_ns_x500() RETURNS uuid LANGUAGE SQL IMMUTABLE STRICT PARALLEL SAFE
RETURN '6ba7b814-9dad-11d1-80b4-00c04fd430c8'::uuid;

-- The first 16 bytes as a UUID of that version, RFC 9562 section 4.
CREATE FUNCTION uuid_ossp_marked(bytea, version int4) RETURNS uuid LANGUAGE SQL IMMUTABLE STRICT PARALLEL SAFE
RETURN encode(
    set_byte(
        set_byte(substr($1, 1, 16), 6, (get_byte($1, 6) & 15) | (version << 4)),
        8, (get_byte($1, 8) & 63) | 128),
    'hex')::uuid;

-- RFC 3174, section 6.1.
CREATE FUNCTION uuid_ossp_sha1(bytea) RETURNS bytea LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
    mask CONSTANT int8 := 4294967295;
    padded CONSTANT bytea := $1 || '\x80' || decode(repeat('00', (119 - length($1) % 64) % 64), 'hex')
        || int8send(length($1)::int8 * 8);
    h int8[] := ARRAY[1732584193, 4023233417, 2562383102, 271733878, 3285377520];
    w int8[];
    a int8; b int8; c int8; d int8; e int8; f int8; t int8;
BEGIN
    FOR block IN 0 .. length(padded) / 64 - 1 LOOP
        FOR i IN 1 .. 16 LOOP
            w[i] := substr(padded, block * 64 + i * 4 - 3, 4)::int8;
        END LOOP;
        FOR i IN 17 .. 80 LOOP
            t := w[i - 3] # w[i - 8] # w[i - 14] # w[i - 16];
            w[i] := ((t << 1) | (t >> 31)) & mask;
        END LOOP;
        a := h[1]; b := h[2]; c := h[3]; d := h[4]; e := h[5];
        FOR i IN 1 .. 80 LOOP
            IF i <= 20 THEN f := ((b & c) | (~b & d)) + 1518500249;
            ELSIF i <= 40 THEN f := (b # c # d) + 1859775393;
            ELSIF i <= 60 THEN f := ((b & c) | (b & d) | (c & d)) + 2400959708;
            ELSE f := (b # c # d) + 3395469782;
            END IF;
            t := (((a << 5) | (a >> 27)) + f + e + w[i]) & mask;
            e := d; d := c; c := ((b << 30) | (b >> 2)) & mask; b := a; a := t;
        END LOOP;
        h := ARRAY[(h[1] + a) & mask, (h[2] + b) & mask, (h[3] + c) & mask, (h[4] + d) & mask, (h[5] + e) & mask];
    END LOOP;
    RETURN substr(int8send(h[1]), 5) || substr(int8send(h[2]), 5) || substr(int8send(h[3]), 5)
        || substr(int8send(h[4]), 5) || substr(int8send(h[5]), 5);
END $$;

-- The time in 100 ns since 1582-10-15, the rest at random: that PostgreSQL counts microseconds makes none repeat.
CREATE FUNCTION uuid_generate_v1mc() RETURNS uuid LANGUAGE plpgsql VOLATILE STRICT PARALLEL SAFE AS $$
DECLARE
    stamp CONSTANT bytea := int8send(
        (extract(epoch FROM clock_timestamp()) * 10000000)::int8 + 122192928000000000 + floor(random() * 10)::int8);
    rest CONSTANT bytea := uuid_send(gen_random_uuid());
    made bytea := substr(stamp, 5, 4) || substr(stamp, 3, 2) || substr(stamp, 1, 2) || substr(rest, 9, 8);
BEGIN
    made := set_byte(made, 6, (get_byte(made, 6) & 15) | 16);
    -- A node that is nobody's address has the multicast bit.
    RETURN encode(set_byte(made, 10, get_byte(made, 10) | 1), 'hex')::uuid;
END $$;

CREATE FUNCTION uuid_generate_v1() RETURNS uuid LANGUAGE SQL VOLATILE STRICT PARALLEL SAFE
RETURN uuid_generate_v1mc();

CREATE FUNCTION uuid_generate_v3(namespace uuid, name text) RETURNS uuid
LANGUAGE SQL IMMUTABLE STRICT PARALLEL SAFE
RETURN uuid_ossp_marked(decode(md5(uuid_send(namespace) || convert_to(name, 'UTF8')), 'hex'), 3);

CREATE FUNCTION uuid_generate_v4() RETURNS uuid LANGUAGE SQL VOLATILE STRICT PARALLEL SAFE
RETURN gen_random_uuid();

CREATE FUNCTION uuid_generate_v5(namespace uuid, name text) RETURNS uuid
LANGUAGE SQL IMMUTABLE STRICT PARALLEL SAFE
RETURN uuid_ossp_marked(uuid_ossp_sha1(uuid_send(namespace) || convert_to(name, 'UTF8')), 5);
