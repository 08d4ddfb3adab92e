#include "proof/box.h"

#include "base/buf.h"
#include "base/log.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

static void start(void)
{
    if (sodium_init() >= 0)
        return;
    log_error("libsodium does not start");
    abort();
}

enum err box_seal(const unsigned char open[SIGN_KEY_SIZE], const void *data,
                  size_t size, struct buf *out)
{
    unsigned char key[crypto_box_PUBLICKEYBYTES];

    _Static_assert(BOX_OVERHEAD == crypto_box_SEALBYTES, "libsodium's own");
    start();
    if (crypto_sign_ed25519_pk_to_curve25519(key, open) != 0)
        return ERR_FORMAT;
    unsigned char *room = buf_reserve(out, size + crypto_box_SEALBYTES);
    if (!room)
        return ERR_LIMIT;
    if (crypto_box_seal(room, data, size, key) != 0)
        return ERR_FORMAT;
    buf_commit(out, size + crypto_box_SEALBYTES);
    return ERR_NONE;
}

/* libsodium's secret key is our 32 secret bytes with the public key behind
 * them. */
static bool turn(const struct sign_key *key,
                 unsigned char open[crypto_box_PUBLICKEYBYTES],
                 unsigned char secret[crypto_box_SECRETKEYBYTES])
{
    unsigned char both[crypto_sign_SECRETKEYBYTES];

    memcpy(both, key->secret, SIGN_KEY_SIZE);
    memcpy(both + SIGN_KEY_SIZE, key->open, SIGN_KEY_SIZE);
    bool turned = crypto_sign_ed25519_sk_to_curve25519(secret, both) == 0 &&
                  crypto_sign_ed25519_pk_to_curve25519(open, key->open) == 0;
    sodium_memzero(both, sizeof both);
    return turned;
}

enum err box_open(const struct sign_key *key, const void *data, size_t size,
                  struct buf *out)
{
    unsigned char open[crypto_box_PUBLICKEYBYTES];
    unsigned char secret[crypto_box_SECRETKEYBYTES];
    enum err err = ERR_DENIED;

    start();
    if (size < crypto_box_SEALBYTES || !turn(key, open, secret))
        return ERR_DENIED;
    size_t plain = size - crypto_box_SEALBYTES;
    unsigned char *room = buf_reserve(out, plain + 1);
    if (!room)
        err = ERR_LIMIT;
    else if (crypto_box_seal_open(room, data, size, open, secret) == 0)
        err = ERR_NONE;
    if (!err)
        buf_commit(out, plain);
    sodium_memzero(secret, sizeof secret);
    return err;
}
