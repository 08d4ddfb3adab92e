#include "shots.h"

#include "kiosk.h"

#include "base/digest.h"
#include "base/file.h"
#include "base/log.h"
#include "base/mem.h"
#include "parcel.h"
#include "store/draft.h"
#include "store/outbox.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char FOLDER[] = "shots", PART[] = "part";

enum { MARK_BYTES = 6, MARK_SIZE = 2 * MARK_BYTES + 1 };

/* How files of each kind begin, by their own specifications. */
static const struct {
    const char *kind, *ending;
    size_t offset, size;
    const char *begins;
} KINDS[] = {
    {"image/", "jpg", 0, 3, "\xff\xd8\xff"},
    {"image/", "png", 0, 4, "\x89PNG"},
    {"image/", "gif", 0, 4, "GIF8"},
    {"image/", "webp", 8, 4, "WEBP"},
    {"audio/", "ogg", 0, 4, "OggS"},
    {"audio/", "wav", 8, 4, "WAVE"},
    {"audio/", "mp3", 0, 3, "ID3"},
    {"audio/", "m4a", 4, 4, "ftyp"},
    {"video/", "mp4", 4, 4, "ftyp"},
    {"video/", "webm", 0, 4, "\x1a\x45\xdf\xa3"},
};

static const char *ending_of(const struct buf *file, const char *media_type)
{
    for (size_t i = 0; i < COUNT_OF(KINDS); i++) {
        bool is_kind = strncmp(media_type, KINDS[i].kind, 6) == 0;
        bool has_room = file->size >= KINDS[i].offset + KINDS[i].size;
        if (is_kind && has_room &&
            memcmp(file->data + KINDS[i].offset, KINDS[i].begins,
                   KINDS[i].size) == 0)
            return KINDS[i].ending;
    }
    return NULL;
}

uint64_t shots_room(void)
{
    return outbox_room_needed();
}

char *shots_path(const char *data, const char *name)
{
    return xasprintf("%s/%s/%s", data, FOLDER, name);
}

char *shots_part(const char *data)
{
    char *folder = file_join(data, FOLDER);
    char *path = NULL;

    if (file_make_folder(folder) == ERR_NONE)
        path = shots_path(data, PART);
    free(folder);
    if (path)
        unlink(path);
    return path;
}

/* Neither the hour nor the worker: names travel with the answer. */
static void mark_of(const char *instance, char mark[MARK_SIZE])
{
    unsigned char hash[SHA256_SIZE];

    digest_sha256(instance, strlen(instance), hash);
    hex_encode(hash, MARK_BYTES, mark);
}

/* The first number that is free: an earlier one may be undone to. */
static char *free_name(const char *data, const char *instance,
                       const char *ending)
{
    enum { MOST = 1000 };
    char mark[MARK_SIZE];

    mark_of(instance, mark);
    for (int number = 1; number < MOST; number++) {
        char *name = xasprintf("shot-%s-%d.%s", mark, number, ending);
        char *path = shots_path(data, name);
        bool is_free = !file_exists(path);
        free(path);
        if (is_free)
            return name;
        free(name);
    }
    return NULL;
}

static enum err keep(const char *data, const char *name, const struct buf *file)
{
    char *path = shots_path(data, name);
    enum err err = file_write(path, file->data, file->size);

    free(path);
    return err;
}

enum err shots_keep(const char *data, const char *instance,
                    const char *media_type, char **name)
{
    char *part = shots_path(data, PART);
    struct buf file;

    *name = NULL;
    buf_init(&file, PARCEL_LARGEST_FILE);
    enum err err = file_read(part, &file);
    const char *ending = err ? NULL : ending_of(&file, media_type);
    if (!err && !ending)
        err = ERR_FORMAT;
    if (!err)
        *name = free_name(data, instance, ending);
    if (!err)
        err = *name ? keep(data, *name, &file) : ERR_LIMIT;
    if (err) {
        free(*name);
        *name = NULL;
    }
    unlink(part);
    free(part);
    buf_clear(&file);
    return err;
}

/* The marks of all interviews that the station still has. */
struct owners {
    char (*marks)[MARK_SIZE];
    size_t count, capacity;
};

static enum err note_owner(void *context, const char *id)
{
    struct owners *o = context;

    o->marks = mem_grow(o->marks, o->count, &o->capacity, sizeof *o->marks);
    mark_of(id, o->marks[o->count++]);
    return ERR_NONE;
}

static bool has_owner(const struct owners *o, const char *name)
{
    const char *mark = name + strlen("shot-");

    for (size_t i = 0; i < o->count; i++)
        if (strncmp(mark, o->marks[i], MARK_SIZE - 1) == 0)
            return true;
    return false;
}

static bool is_shot(const char *name)
{
    return strcmp(name, PART) == 0 ||
           (strncmp(name, "shot-", strlen("shot-")) == 0 &&
            strlen(name) > strlen("shot-") + MARK_SIZE);
}

static void sweep(const char *data, DIR *folder, const struct owners *owners)
{
    for (const struct dirent *e; (e = readdir(folder));) {
        if (!is_shot(e->d_name))
            continue;
        if (strcmp(e->d_name, PART) != 0 && has_owner(owners, e->d_name))
            continue;
        char *path = shots_path(data, e->d_name);
        if (unlink(path))
            log_warn("%s stays", path);
        free(path);
    }
}

void shots_sweep(struct kiosk *kiosk)
{
    char *path = file_join(kiosk->config.data, FOLDER);
    DIR *folder = opendir(path);
    struct owners owners = {NULL, 0, 0};

    free(path);
    if (!folder)
        return;
    if (draft_each_id(kiosk->db, note_owner, &owners) == ERR_NONE)
        sweep(kiosk->config.data, folder, &owners);
    closedir(folder);
    free(owners.marks);
}
