#include "cookie.h"

#include "archive.h"
#include "base/arena.h"
#include "base/digest.h"
#include "hub.h"

#include <stdlib.h>
#include <string.h>

enum { NUMBER = 16, PROOF = 32, YEAR_S = 31536000 };
static const char SESSION[] = "barrio_session", DEVICE[] = "barrio_device";

bool cookie_is_secure(const struct visit *visit)
{
    return strncmp(visit->hub->config.public_url, "https:", 6) == 0;
}

static const char *name_of(struct visit *visit, const char *name)
{
    return cookie_is_secure(visit)
               ? arena_printf(visit->arena, "__Host-%s", name)
               : name;
}

static void set(struct visit *visit, const char *name, const char *value,
                long age_s)
{
    request_set_header(
        visit->request, "Set-Cookie",
        arena_printf(visit->arena,
                     "%s=%s; Path=/; HttpOnly; SameSite=Lax; Max-Age=%ld%s",
                     name_of(visit, name), value, age_s,
                     cookie_is_secure(visit) ? "; Secure" : ""));
}

const char *cookie_session(struct visit *visit)
{
    return request_cookie(visit->request, name_of(visit, SESSION));
}

void cookie_set_session(struct visit *visit, const char *secret)
{
    set(visit, SESSION, secret ? secret : "",
        secret ? visit->hub->config.session_hours * 3600 : 0);
}

/* The hub's own key, made at its first use and kept in the archive. */
static enum err device_key(struct visit *visit, const char **out)
{
    struct archive *archive = visit->hub->archive;
    unsigned char random[PROOF];
    char hex[2 * sizeof random + 1];
    char *kept = NULL;
    enum err err = archive_setting(archive, "device_key", &kept);

    if (!err && !*kept) {
        digest_random(random, sizeof random);
        hex_encode(random, sizeof random, hex);
        err = archive_begin(archive);
        if (!err)
            err = archive_end(archive, archive_set(archive, "device_key", hex));
        *out = arena_strdup(visit->arena, hex);
    } else if (!err) {
        *out = arena_strdup(visit->arena, kept);
    }
    free(kept);
    return err;
}

/* Shows that the hub made this number for this name. */
static bool prove(struct visit *visit, const char *number, const char *name,
                  char proof[PROOF + 1])
{
    unsigned char hash[DIGEST_LARGEST];
    const char *key;

    if (device_key(visit, &key))
        return false;
    const char *text = arena_printf(visit->arena, "%s:%s", number, name);
    digest_hmac(DIGEST_SHA256, key, strlen(key), text, strlen(text), hash);
    hex_encode(hash, PROOF / 2, proof);
    return true;
}

bool cookie_knows_device(struct visit *visit, const char *name,
                         const char **device)
{
    const char *mark = request_cookie(visit->request, name_of(visit, DEVICE));
    char proof[PROOF + 1];

    if (!mark || strlen(mark) != NUMBER + PROOF)
        return false;
    *device = arena_strndup(visit->arena, mark, NUMBER);
    return prove(visit, *device, name, proof) &&
           digest_equal(mark + NUMBER, proof, PROOF);
}

void cookie_set_device(struct visit *visit, const char *name)
{
    unsigned char random[NUMBER / 2];
    char number[NUMBER + 1], proof[PROOF + 1];

    digest_random(random, sizeof random);
    hex_encode(random, sizeof random, number);
    if (prove(visit, number, name, proof))
        set(visit, DEVICE, arena_printf(visit->arena, "%s%s", number, proof),
            YEAR_S);
}
