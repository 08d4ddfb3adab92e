#include "base/password.h"

#include "base/digest.h"
#include "base/log.h"
#include "base/mem.h"

#include <crypt.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* No method of crypt(5) worth using gives less than the second. */
enum { LONGEST_PASSWORD = 255, SHORTEST_HASH = 40 };

/* The library's own cost: about 50 ms on a small board. */
static const char PREFIX[] = "$y$";

/* A store that the compiler may not leave out. */
static void wipe(void *memory, size_t size)
{
    volatile unsigned char *at = memory;

    while (size--)
        *at++ = 0;
}

/* The hash of password by the salt in setting; NULL when there is none. The
 * work area holds the clear text, so it is wiped. */
static char *crypt_with(const char *password, const char *setting)
{
    struct crypt_data *work = xcalloc(1, sizeof *work);
    char *hash = crypt_rn(password, setting, work, (int)sizeof *work);
    char *out = hash && *hash != '*' ? xstrdup(hash) : NULL;

    wipe(work, sizeof *work);
    free(work);
    return out;
}

enum err password_hash(const char *password, char **out)
{
    char salt[CRYPT_GENSALT_OUTPUT_SIZE];
    size_t size = strlen(password);

    *out = NULL;
    if (size == 0 || size > LONGEST_PASSWORD)
        return ERR_LIMIT;
    if (!crypt_gensalt_rn(PREFIX, 0, NULL, 0, salt, sizeof salt)) {
        log_error("no salt: %s", strerror(errno));
        return ERR_IO;
    }
    *out = crypt_with(password, salt);
    if (!*out) {
        log_error("libcrypt refuses yescrypt");
        return ERR_IO;
    }
    return ERR_NONE;
}

bool password_is_hash(const char *text)
{
    if (!text || *text != '$' || strlen(text) < SHORTEST_HASH)
        return false;
    return crypt_checksalt(text) == CRYPT_SALT_OK;
}

bool password_check(const char *password, const char *hash)
{
    if (strlen(password) > LONGEST_PASSWORD || !password_is_hash(hash))
        return false;
    char *got = crypt_with(password, hash);
    bool same = got && strlen(got) == strlen(hash) &&
                digest_equal(got, hash, strlen(hash));

    free(got);
    return same;
}
