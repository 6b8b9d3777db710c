-- A stand-in for pgcrypto, in SQL. Signatures are those of PostgreSQL's documentation, appendix F "pgcrypto".
--
-- Functions that call each other have bodies of the SQL standard, which are bound when they are created: they work
-- whatever the search_path is, and move with the extension. Those in PL/pgSQL call nothing but pg_catalog.

-- Volatile, so that the planner never calls it in advance for a branch that is not taken.
CREATE FUNCTION pgcrypto_refuse(sqlstate text, message text) RETURNS text
LANGUAGE plpgsql VOLATILE PARALLEL SAFE AS $$
BEGIN
    RAISE EXCEPTION USING ERRCODE = $1, MESSAGE = $2;
END $$;

-- RFC 3174, section 6.1.
CREATE FUNCTION pgcrypto_sha1(bytea) RETURNS bytea LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
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

-- Hashes

CREATE FUNCTION digest(bytea, text) RETURNS bytea LANGUAGE SQL IMMUTABLE STRICT PARALLEL SAFE
RETURN CASE lower($2)
    WHEN 'md5' THEN decode(md5($1), 'hex')
    WHEN 'sha1' THEN pgcrypto_sha1($1)
    WHEN 'sha224' THEN sha224($1)
    WHEN 'sha256' THEN sha256($1)
    WHEN 'sha384' THEN sha384($1)
    WHEN 'sha512' THEN sha512($1)
    ELSE pgcrypto_refuse('22023', format('Cannot use "%s": No such hash algorithm', lower($2)))::bytea
END;

CREATE FUNCTION digest(text, text) RETURNS bytea LANGUAGE SQL IMMUTABLE STRICT PARALLEL SAFE
RETURN digest(convert_to($1, 'UTF8'), $2);

-- Every byte of a key, filled up with zeros to a block, XOR that byte: RFC 2104, section 2.
CREATE FUNCTION pgcrypto_pad(key bytea, block int4, byte int4) RETURNS bytea
LANGUAGE SQL IMMUTABLE STRICT PARALLEL SAFE
RETURN (
    SELECT string_agg(
        set_byte('\x00'::bytea, 0, byte # CASE WHEN i < length(key) THEN get_byte(key, i) ELSE 0 END),
        ''::bytea ORDER BY i)
    FROM generate_series(0, block - 1) AS i
);

CREATE FUNCTION hmac(bytea, bytea, text) RETURNS bytea LANGUAGE SQL IMMUTABLE STRICT PARALLEL SAFE
RETURN (
    SELECT digest(pgcrypto_pad(k, block, 92) || digest(pgcrypto_pad(k, block, 54) || $1, $3), $3)
    FROM (SELECT CASE WHEN lower($3) IN ('sha384', 'sha512') THEN 128 ELSE 64 END AS block) AS hash,
        LATERAL (SELECT CASE WHEN length($2) > block THEN digest($2, $3) ELSE $2 END AS k) AS keyed
);

CREATE FUNCTION hmac(text, text, text) RETURNS bytea LANGUAGE SQL IMMUTABLE STRICT PARALLEL SAFE
RETURN hmac(convert_to($1, 'UTF8'), convert_to($2, 'UTF8'), $3);

-- Random values

CREATE FUNCTION gen_random_uuid() RETURNS uuid LANGUAGE SQL VOLATILE PARALLEL SAFE
RETURN pg_catalog.gen_random_uuid();

CREATE FUNCTION gen_random_bytes(int4) RETURNS bytea LANGUAGE SQL VOLATILE STRICT PARALLEL SAFE
RETURN CASE
    WHEN $1 BETWEEN 1 AND 1024 THEN (
        SELECT substr(
            string_agg(sha256(uuid_send(pg_catalog.gen_random_uuid()) || int4send(i)), ''::bytea), 1, $1)
        FROM generate_series(0, $1 / 32) AS i)
    ELSE pgcrypto_refuse('39000', 'Length not in range')::bytea
END;

-- Passwords: PostgreSQL's documentation, table "Supported Algorithms for crypt()", has the form of each algorithm.

CREATE FUNCTION pgcrypto_letters(int4) RETURNS text LANGUAGE SQL VOLATILE STRICT PARALLEL SAFE
RETURN left(translate(encode(gen_random_bytes($1), 'base64'), E'+/=\n', './'), $1);

CREATE FUNCTION pgcrypto_letter(bits int4) RETURNS text LANGUAGE SQL IMMUTABLE STRICT PARALLEL SAFE
RETURN substr('./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz', (bits & 63) + 1, 1);

CREATE FUNCTION pgcrypto_salt(algorithm text, rounds int4) RETURNS text
LANGUAGE SQL VOLATILE STRICT PARALLEL SAFE
RETURN CASE
    WHEN algorithm = 'bf' AND rounds BETWEEN 4 AND 31
        THEN '$2a$' || lpad(rounds::text, 2, '0') || '$' || pgcrypto_letters(22)
    WHEN algorithm = 'md5' AND rounds = 1000 THEN '$1$' || pgcrypto_letters(8)
    WHEN algorithm = 'xdes' AND rounds BETWEEN 1 AND 16777215 AND rounds % 2 = 1
        THEN '_' || pgcrypto_letter(rounds) || pgcrypto_letter(rounds >> 6) || pgcrypto_letter(rounds >> 12)
            || pgcrypto_letter(rounds >> 18) || pgcrypto_letters(4)
    WHEN algorithm = 'des' AND rounds = 25 THEN pgcrypto_letters(2)
    WHEN algorithm = 'sha256crypt' AND rounds BETWEEN 1000 AND 999999999
        THEN '$5$rounds=' || rounds::text || '$' || pgcrypto_letters(16)
    WHEN algorithm = 'sha512crypt' AND rounds BETWEEN 1000 AND 999999999
        THEN '$6$rounds=' || rounds::text || '$' || pgcrypto_letters(16)
    ELSE pgcrypto_refuse('22023', CASE
        WHEN algorithm IN ('bf', 'md5', 'xdes', 'des', 'sha256crypt', 'sha512crypt')
            THEN 'gen_salt: Incorrect number of rounds'
        ELSE 'gen_salt: Unknown salt algorithm' END)
END;

CREATE FUNCTION gen_salt(text, int4) RETURNS text LANGUAGE SQL VOLATILE STRICT PARALLEL SAFE
RETURN pgcrypto_salt(lower($1), CASE
    WHEN $2 <> 0 THEN $2
    WHEN lower($1) = 'bf' THEN 6
    WHEN lower($1) = 'md5' THEN 1000
    WHEN lower($1) = 'xdes' THEN 725
    WHEN lower($1) = 'des' THEN 25
    ELSE 5000
END);

CREATE FUNCTION gen_salt(text) RETURNS text LANGUAGE SQL VOLATILE STRICT PARALLEL SAFE
RETURN gen_salt($1, 0);

-- The salt, then a hash of salt and password: as long as the real one, and of the same letters.
CREATE FUNCTION crypt(text, text) RETURNS text LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
    salt CONSTANT text := substring($2 FROM '^(\$2[ax]\$[0-3][0-9]\$[./A-Za-z0-9]{22}|\$1\$[^$]{1,8}'
        '|\$[56]\$(?:rounds=[0-9]+\$)?[^$]{1,16}|_[./A-Za-z0-9]{8}|[./A-Za-z0-9]{2})');
    hash CONSTANT text := translate(
        encode(sha512(convert_to(salt, 'UTF8') || '\x00' || convert_to($1, 'UTF8')), 'base64'), E'+/=\n', './');
BEGIN
    IF salt IS NULL THEN
        RAISE EXCEPTION USING ERRCODE = '22023', MESSAGE = 'invalid salt';
    END IF;
    RETURN salt || CASE left(salt, 2)
        WHEN '$2' THEN left(hash, 31)
        WHEN '$1' THEN '$' || left(hash, 22)
        WHEN '$5' THEN '$' || left(hash, 43)
        WHEN '$6' THEN '$' || hash
        ELSE left(hash, 11)
    END;
END $$;

-- Ciphers: blocks and padding as in the real ones, but the cipher is an XOR with hashes of the key.

CREATE FUNCTION pgcrypto_veil(bytea, key bytea) RETURNS bytea LANGUAGE SQL IMMUTABLE STRICT PARALLEL SAFE
RETURN (
    SELECT coalesce(string_agg(
        set_byte('\x00'::bytea, 0, get_byte($1, i) # get_byte(stream, i)), ''::bytea ORDER BY i), ''::bytea)
    FROM (
        SELECT string_agg(sha256(key || int4send(block)), ''::bytea ORDER BY block) AS stream
        FROM generate_series(0, length($1) / 32) AS block) AS streams,
        generate_series(0, length($1) - 1) AS i
);

CREATE FUNCTION pgcrypto_block(cipher text) RETURNS int4 LANGUAGE SQL IMMUTABLE STRICT PARALLEL SAFE
RETURN CASE
    WHEN lower(cipher) ~ '^(aes|rijndael)(128|192|256)?(-(cbc|ecb))?(/pad:(pkcs|none))?$' THEN 16
    WHEN lower(cipher) ~ '^(bf|blowfish|des|des3|3des|cast5)(-(cbc|ecb))?(/pad:(pkcs|none))?$' THEN 8
    ELSE pgcrypto_refuse('22023', format('Cannot use "%s": No such cipher algorithm', lower(cipher)))::int4
END;

CREATE FUNCTION pgcrypto_filled(bytea, block int4, pkcs bool) RETURNS bytea
LANGUAGE SQL IMMUTABLE STRICT PARALLEL SAFE
RETURN $1 || CASE
    WHEN pkcs THEN decode(repeat(lpad(to_hex(block - length($1) % block), 2, '0'), block - length($1) % block), 'hex')
    ELSE decode(repeat('00', (block - length($1) % block) % block), 'hex')
END;

-- What is not padded as it should be stays as it is: the real one does not notice a wrong key either.
CREATE FUNCTION pgcrypto_emptied(bytea, block int4, pkcs bool) RETURNS bytea
LANGUAGE SQL IMMUTABLE STRICT PARALLEL SAFE
RETURN CASE
    WHEN pkcs AND pgcrypto_filled(
        substr($1, 1, greatest(0, length($1) - get_byte($1, length($1) - 1))), block, true) = $1
        THEN substr($1, 1, length($1) - get_byte($1, length($1) - 1))
    ELSE $1
END;

CREATE FUNCTION encrypt_iv(bytea, bytea, bytea, text) RETURNS bytea LANGUAGE SQL IMMUTABLE STRICT PARALLEL SAFE
RETURN pgcrypto_veil(pgcrypto_filled($1, pgcrypto_block($4), lower($4) NOT LIKE '%/pad:none'), $2 || $3);

CREATE FUNCTION decrypt_iv(bytea, bytea, bytea, text) RETURNS bytea LANGUAGE SQL IMMUTABLE STRICT PARALLEL SAFE
RETURN CASE
    WHEN length($1) % pgcrypto_block($4) <> 0 OR length($1) = 0 AND lower($4) NOT LIKE '%/pad:none'
        THEN pgcrypto_refuse('39000', 'decrypt error: Decryption failed')::bytea
    ELSE pgcrypto_emptied(pgcrypto_veil($1, $2 || $3), pgcrypto_block($4), lower($4) NOT LIKE '%/pad:none')
END;

CREATE FUNCTION encrypt(bytea, bytea, text) RETURNS bytea LANGUAGE SQL IMMUTABLE STRICT PARALLEL SAFE
RETURN encrypt_iv($1, $2, ''::bytea, $3);

CREATE FUNCTION decrypt(bytea, bytea, text) RETURNS bytea LANGUAGE SQL IMMUTABLE STRICT PARALLEL SAFE
RETURN decrypt_iv($1, $2, ''::bytea, $3);

-- PGP with a password: two bytes of form, `t` or `b` for text or bytes, a salt, a mark of the key, the veiled data.

CREATE FUNCTION pgcrypto_sealed(data bytea, kind bytea, key bytea, salt bytea) RETURNS bytea
LANGUAGE SQL IMMUTABLE STRICT PARALLEL SAFE
RETURN '\xc30d'::bytea || kind || salt || substr(sha256(salt || key), 1, 8) || pgcrypto_veil(data, salt || key);

CREATE FUNCTION pgcrypto_opened(message bytea, key bytea, only_text bool) RETURNS bytea
LANGUAGE SQL IMMUTABLE STRICT PARALLEL SAFE
RETURN CASE
    WHEN length(message) < 19 OR substr(message, 1, 2) <> '\xc30d'::bytea
        OR substr(message, 12, 8) <> substr(sha256(substr(message, 4, 8) || key), 1, 8)
        THEN pgcrypto_refuse('39000', 'Wrong key or corrupt data')::bytea
    WHEN only_text AND substr(message, 3, 1) <> 't'::bytea
        THEN pgcrypto_refuse('39000', 'Not text data')::bytea
    ELSE pgcrypto_veil(substr(message, 20), substr(message, 4, 8) || key)
END;

CREATE FUNCTION pgp_sym_encrypt(text, text) RETURNS bytea LANGUAGE SQL VOLATILE STRICT PARALLEL SAFE
RETURN pgcrypto_sealed(convert_to($1, 'UTF8'), 't'::bytea, convert_to($2, 'UTF8'), gen_random_bytes(8));
CREATE FUNCTION pgp_sym_encrypt_bytea(bytea, text) RETURNS bytea LANGUAGE SQL VOLATILE STRICT PARALLEL SAFE
RETURN pgcrypto_sealed($1, 'b'::bytea, convert_to($2, 'UTF8'), gen_random_bytes(8));

CREATE FUNCTION pgp_sym_encrypt(text, text, text) RETURNS bytea LANGUAGE SQL VOLATILE STRICT PARALLEL SAFE
RETURN pgp_sym_encrypt($1, $2);
CREATE FUNCTION pgp_sym_encrypt_bytea(bytea, text, text) RETURNS bytea LANGUAGE SQL VOLATILE STRICT PARALLEL SAFE
RETURN pgp_sym_encrypt_bytea($1, $2);

CREATE FUNCTION pgp_sym_decrypt(bytea, text) RETURNS text LANGUAGE SQL IMMUTABLE STRICT PARALLEL SAFE
RETURN convert_from(pgcrypto_opened($1, convert_to($2, 'UTF8'), true), 'UTF8');
CREATE FUNCTION pgp_sym_decrypt_bytea(bytea, text) RETURNS bytea LANGUAGE SQL IMMUTABLE STRICT PARALLEL SAFE
RETURN pgcrypto_opened($1, convert_to($2, 'UTF8'), false);

CREATE FUNCTION pgp_sym_decrypt(bytea, text, text) RETURNS text LANGUAGE SQL IMMUTABLE STRICT PARALLEL SAFE
RETURN pgp_sym_decrypt($1, $2);
CREATE FUNCTION pgp_sym_decrypt_bytea(bytea, text, text) RETURNS bytea
LANGUAGE SQL IMMUTABLE STRICT PARALLEL SAFE
RETURN pgp_sym_decrypt_bytea($1, $2);

-- PGP with keys: they are there for functions and views that name them, and say what they cannot do when called.

CREATE FUNCTION pgcrypto_no_keys() RETURNS text LANGUAGE SQL VOLATILE PARALLEL SAFE
RETURN pgcrypto_refuse('0A000', 'the stand-in for pgcrypto has no public keys');

CREATE FUNCTION pgp_pub_encrypt(text, bytea) RETURNS bytea LANGUAGE SQL VOLATILE STRICT PARALLEL SAFE
RETURN pgcrypto_no_keys()::bytea;
CREATE FUNCTION pgp_pub_encrypt_bytea(bytea, bytea) RETURNS bytea LANGUAGE SQL VOLATILE STRICT PARALLEL SAFE
RETURN pgcrypto_no_keys()::bytea;
CREATE FUNCTION pgp_pub_encrypt(text, bytea, text) RETURNS bytea LANGUAGE SQL VOLATILE STRICT PARALLEL SAFE
RETURN pgcrypto_no_keys()::bytea;
CREATE FUNCTION pgp_pub_encrypt_bytea(bytea, bytea, text) RETURNS bytea LANGUAGE SQL VOLATILE STRICT PARALLEL SAFE
RETURN pgcrypto_no_keys()::bytea;
CREATE FUNCTION pgp_pub_decrypt(bytea, bytea) RETURNS text LANGUAGE SQL IMMUTABLE STRICT PARALLEL SAFE
RETURN pgcrypto_no_keys();
CREATE FUNCTION pgp_pub_decrypt_bytea(bytea, bytea) RETURNS bytea LANGUAGE SQL IMMUTABLE STRICT PARALLEL SAFE
RETURN pgcrypto_no_keys()::bytea;
CREATE FUNCTION pgp_pub_decrypt(bytea, bytea, text) RETURNS text LANGUAGE SQL IMMUTABLE STRICT PARALLEL SAFE
RETURN pgcrypto_no_keys();
CREATE FUNCTION pgp_pub_decrypt_bytea(bytea, bytea, text) RETURNS bytea LANGUAGE SQL IMMUTABLE STRICT PARALLEL SAFE
RETURN pgcrypto_no_keys()::bytea;
CREATE FUNCTION pgp_pub_decrypt(bytea, bytea, text, text) RETURNS text LANGUAGE SQL IMMUTABLE STRICT PARALLEL SAFE
RETURN pgcrypto_no_keys();
CREATE FUNCTION pgp_pub_decrypt_bytea(bytea, bytea, text, text) RETURNS bytea
LANGUAGE SQL IMMUTABLE STRICT PARALLEL SAFE
RETURN pgcrypto_no_keys()::bytea;
CREATE FUNCTION pgp_key_id(bytea) RETURNS text LANGUAGE SQL IMMUTABLE STRICT PARALLEL SAFE
RETURN pgcrypto_no_keys();

-- Armor: PostgreSQL's documentation, "armor(), dearmor()". The checksum is no CRC-24.

CREATE FUNCTION armor(bytea, text[], text[]) RETURNS text LANGUAGE SQL IMMUTABLE STRICT PARALLEL SAFE
RETURN E'-----BEGIN PGP MESSAGE-----\n'
    || coalesce((
        SELECT string_agg(format(E'%s: %s\n', key, value), '' ORDER BY place)
        FROM unnest($2, $3) WITH ORDINALITY AS headers (key, value, place)), '')
    || E'\n' || encode($1, 'base64') || E'\n='
    || left(encode(sha256($1), 'base64'), 4) || E'\n-----END PGP MESSAGE-----\n';

CREATE FUNCTION armor(bytea) RETURNS text LANGUAGE SQL IMMUTABLE STRICT PARALLEL SAFE
RETURN armor($1, '{}'::text[], '{}'::text[]);

CREATE FUNCTION dearmor(text) RETURNS bytea LANGUAGE SQL IMMUTABLE STRICT PARALLEL SAFE
RETURN coalesce(
    decode(substring($1 FROM E'-----BEGIN PGP MESSAGE-----\n(?:[^\n]+\n)*\n(.*)\n=[^\n]{4}\n-----END PGP MESSAGE-----'),
        'base64'),
    pgcrypto_refuse('39000', 'Corrupt ascii-armor')::bytea);

CREATE FUNCTION pgp_armor_headers(text, key OUT text, value OUT text) RETURNS SETOF record
LANGUAGE SQL IMMUTABLE STRICT PARALLEL SAFE
BEGIN ATOMIC
    SELECT header[1], header[2] FROM regexp_matches(split_part($1, E'\n\n', 1), E'([^\n:]+): ([^\n]*)', 'g') AS header;
END;
