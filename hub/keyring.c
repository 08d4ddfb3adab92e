#include "keyring.h"

#include "base/buf.h"
#include "base/file.h"
#include "base/log.h"
#include "base/mem.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static const char CURRENT[] = "hub.key", PREVIOUS[] = "hub-previous.key";

static char *path_of(const char *data, const char *name)
{
    return xasprintf("%s/keys/%s", data, name);
}

/* "https://hub.example:8443/base" -> "hub.example/NUMBER" */
static void name_key(const char *public_url, unsigned long number,
                     char out[SIGN_NAME_SIZE])
{
    const char *host = strstr(public_url, "://");
    struct buf name;

    host = host ? host + 3 : public_url;
    buf_init(&name, SIGN_NAME_SIZE - 1);
    for (size_t i = 0; host[i] && host[i] != '/' && i < 40; i++)
        buf_putc(&name, host[i] > ' ' && host[i] <= '~' && host[i] != '+'
                            ? host[i]
                            : '-');
    buf_printf(&name, "%s/%lu", name.size ? "" : "hub", number);
    memcpy(out, buf_text(&name), name.size + 1);
    buf_clear(&name);
}

static enum err make_key(const char *data, const char *path,
                         const char *public_url, unsigned long number,
                         struct sign_key *out)
{
    char *folder = file_join(data, "keys");
    char name[SIGN_NAME_SIZE];

    enum err err = file_make_folder(folder);
    if (!err && chmod(folder, 0700) != 0)
        err = ERR_IO;
    name_key(public_url, number, name);
    sign_key_new(out, name);
    if (!err)
        err = sign_key_save(out, path);
    /* Another hub on this folder was first. */
    if (err == ERR_CONFLICT)
        err = sign_key_load(out, path);
    free(folder);
    return err;
}

static enum err load(const char *data, const char *name, struct sign_key *out)
{
    char *path = path_of(data, name);
    enum err err = sign_key_load(out, path);

    free(path);
    return err;
}

enum err keyring_load(const char *data, const char *public_url,
                      struct sign_key *out)
{
    enum err err = load(data, CURRENT, out);

    if (err != ERR_MISSING)
        return err;
    char *path = path_of(data, CURRENT);
    err = make_key(data, path, public_url, 1, out);
    if (!err)
        log_info("made the hub's key %s", out->name);
    free(path);
    return err;
}

enum err keyring_load_previous(const char *data, struct sign_key *out)
{
    return load(data, PREVIOUS, out);
}

static unsigned long number_of(const struct sign_key *key)
{
    const char *slash = strrchr(key->name, '/');

    return slash ? strtoul(slash + 1, NULL, 10) : 1;
}

/* The new key waits beside the old one until both renames are done: at each
 * moment there is a key in use. */
enum err keyring_rotate(const char *data, const char *public_url)
{
    char *current = path_of(data, CURRENT), *previous = path_of(data, PREVIOUS);
    char *next = path_of(data, "hub-next.key");
    struct sign_key old, new;
    enum err err = keyring_load(data, public_url, &old);

    if (!err)
        err = sign_key_load(&new, next);
    if (err == ERR_MISSING)
        err = make_key(data, next, public_url, number_of(&old) + 1, &new);
    if (!err) {
        remove(previous);
        err = sign_key_save(&old, previous);
    }
    if (!err && rename(next, current) != 0) {
        log_error("%s: %s", current, strerror(errno));
        err = ERR_IO;
    }
    if (!err)
        log_info("the hub's key is now %s", new.name);
    sign_key_clear(&old);
    sign_key_clear(&new);
    free(next);
    free(previous);
    free(current);
    return err;
}
