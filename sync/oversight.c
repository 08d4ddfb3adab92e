#include "oversight.h"

#include "config.h"
#include "lane.h"

#include "base/buf.h"
#include "base/log.h"
#include "base/mem.h"
#include "proof/leaf.h"
#include "store/outbox.h"

#include <stdlib.h>
#include <string.h>

/* Notes of this lane, told apart by the target's name even where the first
 * target's others are not. */
static char *note_name(const struct lane *lane, const char *what)
{
    return xasprintf("%s %s", lane->target->name, what);
}

static enum err recall(const struct lane *lane, struct db *db, const char *what,
                       char **out)
{
    char *name = note_name(lane, what);
    enum err err = outbox_recall(db, name, out);

    free(name);
    return err;
}

static enum err keep(const struct lane *lane, struct db *db, const char *what,
                     const char *text)
{
    char *name = note_name(lane, what);
    enum err err = outbox_note(db, name, text);

    free(name);
    return err;
}

enum err oversight_recall(const struct lane *lane, struct db *db,
                          struct oversight *out)
{
    char *key = NULL, *seen = NULL;
    enum err err = recall(lane, db, "log key", &key);

    *out = (struct oversight){.is_known = false};
    if (!err)
        err = recall(lane, db, "log seen", &seen);
    if (!err)
        out->is_known = note_verifier_read(&out->hub, key);
    if (!err && *seen && checkpoint_read(&out->seen, seen, strlen(seen)))
        log_warn("%s: the checkpoint of the hub's log is damaged here",
                 lane->target->name);
    free(key);
    free(seen);
    return err;
}

/* The host, without the mark of the key and the epoch. */
static size_t host_size(const char *log)
{
    size_t size = strcspn(log, "/");

    while (size > 0 && log[size] != '.')
        size--;
    return size;
}

static bool follows(const char *log, const char *former)
{
    size_t size = host_size(log);

    return size == host_size(former) && strncmp(log, former, size) == 0 &&
           leaf_log_epoch(log) > leaf_log_epoch(former);
}

enum err oversight_take_key(const struct lane *lane, struct db *db,
                            struct oversight *oversight, const char *key,
                            bool *is_new_epoch)
{
    struct note_verifier hub;

    *is_new_epoch = false;
    if (!note_verifier_read(&hub, key) || hub.kind != NOTE_SIGNATURE)
        return ERR_FORMAT;
    if (oversight->is_known && memcmp(&hub, &oversight->hub, sizeof hub) == 0)
        return ERR_NONE;
    if (oversight->is_known && !follows(hub.name, oversight->hub.name)) {
        log_error("%s: the hub's log is %s now and was %s: it is another "
                  "hub, or a forged one; nothing is deleted here",
                  lane->target->name, hub.name, oversight->hub.name);
        return ERR_DENIED;
    }
    if (oversight->is_known)
        log_warn("%s: the hub's log %s has ended and %s begins, as after a "
                 "restored copy: everything that is here is sent again",
                 lane->target->name, oversight->hub.name, hub.name);
    *is_new_epoch = oversight->is_known;
    oversight->hub = hub;
    oversight->is_known = true;
    oversight->seen = (struct checkpoint){.size = 0};
    enum err err = keep(lane, db, "log key", key);
    return err ? err : oversight_keep_seen(lane, db, oversight);
}

enum err oversight_keep_seen(const struct lane *lane, struct db *db,
                             const struct oversight *oversight)
{
    struct buf text;

    buf_init(&text, 0);
    if (oversight->seen.size)
        checkpoint_write(&oversight->seen, &text);
    enum err err = keep(lane, db, "log seen", buf_text(&text));
    buf_clear(&text);
    return err;
}
