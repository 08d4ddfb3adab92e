#include "plug.h"

#include "bundle.h"
#include "config.h"

#include "base/buf.h"
#include "base/file.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/stamp.h"
#include "store/outbox.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* /run/media/USER/LABEL is the deepest. */
enum { DEEPEST = 2 };

static const char *const PLACES[] = {"/media", "/run/media", "/mnt"};

struct look {
    struct plug *plug;
    const struct config *config;
    struct db *db;
    bool asked;
    size_t found;
    struct plug still; /* served before and there yet */
};

void plug_open(struct plug *plug)
{
    *plug =
        (struct plug){.fd = open("/proc/self/mounts", O_RDONLY | O_CLOEXEC)};
    if (plug->fd < 0)
        log_info("sticks are not told: use barrio-sync bundle PATH");
}

void plug_close(struct plug *plug)
{
    if (plug->fd >= 0)
        close(plug->fd);
    plug->fd = -1;
}

static bool has(const struct plug *plug, const struct stat *st)
{
    for (size_t i = 0; i < plug->served_count; i++) {
        if (plug->served[i].device == st->st_dev &&
            plug->served[i].folder == st->st_ino)
            return true;
    }
    return false;
}

static void remember(struct plug *plug, const struct stat *st)
{
    if (plug->served_count == PLUG_MOST || has(plug, st))
        return;
    plug->served[plug->served_count].device = st->st_dev;
    plug->served[plug->served_count++].folder = st->st_ino;
}

static enum err say(struct look *look, const char *text)
{
    char when[STAMP_TEXT_SIZE];

    log_info("%s", text);
    stamp_print_utc(stamp_now().wall_ms, when);
    enum err err = outbox_note(look->db, "stick_said", text);
    return err ? err : outbox_note(look->db, "stick_said_at", when);
}

static enum err serve(struct look *look, const char *path)
{
    struct bundle_result result;
    struct buf text;

    buf_init(&text, 0);
    look->found++;
    enum err err = bundle_exchange(look->config, look->db, path, &result);
    if (err)
        buf_printf(&text, "the stick could not be used: %s", err_text(err));
    else
        bundle_say(&result, &text);
    err = say(look, buf_text(&text));
    buf_clear(&text);
    return err;
}

/* A folder barrio makes a place a stick; it is told from others by it. */
static enum err look_at(struct look *look, const char *path)
{
    char *folder = file_join(path, "barrio");
    struct stat st;
    bool is = lstat(folder, &st) == 0 && S_ISDIR(st.st_mode);
    bool was_served = is && has(look->plug, &st);
    enum err err = ERR_NONE;

    free(folder);
    if (!is)
        return ERR_NONE;
    if (look->asked ||
        (!was_served && bundle_is_permitted(look->config, look->db, path))) {
        err = serve(look, path);
        was_served = true;
    }
    if (was_served)
        remember(&look->still, &st);
    return err;
}

static bool is_folder(const char *path)
{
    struct stat st;

    return lstat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

static enum err descend(struct look *look, const char *path, int depth)
{
    if (!is_folder(path))
        return ERR_NONE;
    enum err err = look_at(look, path);
    DIR *dir = !err && depth < DEEPEST ? opendir(path) : NULL;

    if (!dir)
        return err;
    for (struct dirent *e; !err && (e = readdir(dir));) {
        if (e->d_name[0] == '.' || strcmp(e->d_name, "barrio") == 0)
            continue;
        char *below = file_join(path, e->d_name);
        err = descend(look, below, depth + 1);
        free(below);
    }
    closedir(dir);
    return err;
}

enum err plug_look(struct plug *plug, const struct config *config,
                   struct db *db, bool asked)
{
    struct look look = {
        .plug = plug, .config = config, .db = db, .asked = asked};
    enum err err = ERR_NONE;

    if (*config->sticks)
        err = descend(&look, config->sticks, 0);
    for (size_t i = 0; !*config->sticks && !err && i < COUNT_OF(PLACES); i++)
        err = descend(&look, PLACES[i], 0);
    memcpy(plug->served, look.still.served, sizeof plug->served);
    plug->served_count = look.still.served_count;
    if (!err && asked && !look.found)
        err = say(&look, "no stick with a folder barrio was found");
    return err;
}
