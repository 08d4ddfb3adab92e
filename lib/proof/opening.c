#include "proof/opening.h"

#include "base/digest.h"

#include <string.h>

static const char TAG[] = "barrio/1";

/* Room for what is hashed of an answer, asked for at once. */
enum { USUAL_SIZE = 250 };

void opening_init(struct opening *out, const char *station, const char *symbol,
                  const unsigned char token_hash[OPENING_TOKEN_SIZE],
                  const void *body, size_t size)
{
    *out = (struct opening){.station = station, .symbol = symbol};
    digest_random(out->salt, sizeof out->salt);
    memcpy(out->token_hash, token_hash, sizeof out->token_hash);
    digest_sha256(body, size, out->body_sha256);
}

/* The length in front keeps "ab","c" and "a","bc" apart. */
static void add_field(struct buf *out, const void *data, size_t size)
{
    unsigned char length[4] = {(unsigned char)(size >> 24),
                               (unsigned char)(size >> 16),
                               (unsigned char)(size >> 8), (unsigned char)size};

    buf_add(out, length, sizeof length);
    buf_add(out, data, size);
}

void opening_commit(const struct opening *opening,
                    unsigned char out[COMMITMENT_SIZE])
{
    struct buf fields;

    buf_init(&fields, 0);
    (void)buf_reserve(&fields, USUAL_SIZE);
    add_field(&fields, TAG, strlen(TAG));
    add_field(&fields, opening->station, strlen(opening->station));
    add_field(&fields, opening->salt, sizeof opening->salt);
    add_field(&fields, opening->token_hash, sizeof opening->token_hash);
    add_field(&fields, opening->symbol, strlen(opening->symbol));
    add_field(&fields, opening->body_sha256, sizeof opening->body_sha256);
    digest_sha256(fields.data, fields.size, out);
    buf_clear(&fields);
}

static void write_hex(struct buf *out, const char *name, const void *data,
                      size_t size)
{
    char hex[2 * SHA256_SIZE + 1];

    hex_encode(data, size, hex);
    buf_printf(out, "%s %s\n", name, hex);
}

void opening_write(const struct opening *opening, struct buf *out)
{
    buf_printf(out, "station %s\n", opening->station);
    write_hex(out, "salt", opening->salt, sizeof opening->salt);
    write_hex(out, "token", opening->token_hash, sizeof opening->token_hash);
    buf_printf(out, "symbol %s\n", opening->symbol);
    write_hex(out, "body", opening->body_sha256, sizeof opening->body_sha256);
}
