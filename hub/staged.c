#include "staged.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/file.h"
#include "complaint.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    MOST_STAGED = 20,
    ABOUT_LIMIT = 16 * 1024, /* a file's name may be as long as its header */
    WARNINGS_LIMIT = 1 << 20,
};

static const int64_t KEPT_MS = 7LL * 24 * 3600 * 1000;
static const char FOLDER[] = "staged";

/* Ids come back in addresses: nothing else may become part of a path. */
static bool is_id(const char *text)
{
    return strlen(text) == UUID_TEXT_SIZE - 1 &&
           strspn(text, "0123456789abcdef-") == UUID_TEXT_SIZE - 1;
}

static const char *one_line(struct arena *arena, const char *text)
{
    char *copy = arena_strdup(arena, text);

    for (char *at = copy; *at; at++) {
        if ((unsigned char)*at < ' ')
            *at = ' ';
    }
    return copy;
}

static enum err write_text(struct arena *arena, const char *folder,
                           const char *name, const struct buf *text)
{
    const char *path = arena_printf(arena, "%s/%s", folder, name);

    return file_write(path, buf_text(text), text->size);
}

/* A line each for name, person and moment. */
static enum err write_about(struct arena *arena, const char *folder,
                            const struct staging *s)
{
    struct buf about;

    buf_init(&about, ABOUT_LIMIT);
    buf_printf(&about, "%s\n%s\n%lld\n", one_line(arena, s->name),
               one_line(arena, s->who), (long long)s->now_ms);
    enum err err =
        about.overflow ? ERR_LIMIT : write_text(arena, folder, "about", &about);
    buf_clear(&about);
    return err;
}

static enum err write_warnings(struct arena *arena, const char *folder,
                               const struct complaints *warnings)
{
    struct buf text;

    buf_init(&text, WARNINGS_LIMIT);
    for (size_t i = 0; i < warnings->count; i++) {
        const struct complaint *c = &warnings->list[i];
        buf_printf(&text, "%d\t%s\t%s\t%s\n", c->line,
                   one_line(arena, c->where), one_line(arena, c->what),
                   one_line(arena, c->shown));
    }
    enum err err = write_text(arena, folder, "warnings", &text);
    buf_clear(&text);
    return err;
}

static enum err write_media(struct arena *arena, const char *folder,
                            const struct staging *s)
{
    enum err err = ERR_NONE;

    for (size_t i = 0; !err; i++) {
        const char *name = NULL;
        struct buf body;
        buf_init(&body, 0);
        err = s->medium(s->context, i, &name, &body);
        if (!err)
            err = write_text(arena, folder, name, &body);
        buf_clear(&body);
    }
    return err == ERR_MISSING ? ERR_NONE : err;
}

static enum err write_all(struct arena *arena, const char *folder,
                          const struct staging *s)
{
    const char *media = arena_printf(arena, "%s/form/form-media", folder);
    enum err err = file_make_folder(media);

    if (!err)
        err = write_text(arena, folder, "form/form.xml", s->document);
    if (!err)
        err = write_media(arena, media, s);
    if (!err && s->itemsets->size)
        err = write_text(arena, media, "itemsets.csv", s->itemsets);
    if (!err)
        err = write_warnings(arena, folder, s->warnings);
    /* Last, for what has none is not there. */
    return err ? err : write_about(arena, folder, s);
}

struct oldest {
    const char *id;
    int64_t made_ms;
    size_t count;
};

static void note_oldest(void *context, const struct staged *staged)
{
    struct oldest *o = context;

    o->count++;
    if (!o->id || staged->made_ms < o->made_ms) {
        o->id = staged->id;
        o->made_ms = staged->made_ms;
    }
}

/* A power cut may leave some behind that nobody can find. */
static void remove_halves(const char *data, struct arena *arena)
{
    const char *home = arena_printf(arena, "%s/%s", data, FOLDER);
    DIR *dir = opendir(home);

    for (const struct dirent *entry; dir && (entry = readdir(dir));) {
        const char *id = entry->d_name;
        if (is_id(id) &&
            !file_exists(arena_printf(arena, "%s/%s/about", home, id)))
            staged_remove(data, id);
    }
    if (dir)
        closedir(dir);
}

/* Room for one more, and nothing that is older than a week. */
static void make_room(const char *data, int64_t now_ms)
{
    struct arena *arena = arena_new();
    struct oldest o;

    remove_halves(data, arena);
    for (size_t i = 0; i <= MOST_STAGED; i++) {
        o = (struct oldest){.count = 0};
        staged_each(data, arena, note_oldest, &o);
        if (!o.id || (o.count < MOST_STAGED && now_ms - o.made_ms <= KEPT_MS))
            break;
        staged_remove(data, o.id);
    }
    arena_free(arena);
}

enum err staged_add(const char *data, const struct staging *staging,
                    char id[UUID_TEXT_SIZE])
{
    struct arena *arena = arena_new();

    make_room(data, staging->now_ms);
    uuid_new(id);
    const char *folder = arena_printf(arena, "%s/%s/%s", data, FOLDER, id);
    enum err err = write_all(arena, folder, staging);
    if (err)
        file_remove_tree(folder);
    arena_free(arena);
    return err;
}

static char *read_text(struct arena *arena, const char *path, size_t limit)
{
    struct buf text;
    char *copy = NULL;

    buf_init(&text, limit);
    if (!file_read(path, &text))
        copy = arena_strndup(arena, buf_text(&text), text.size);
    buf_clear(&text);
    return copy;
}

enum err staged_find(const char *data, const char *id, struct arena *arena,
                     struct staged *out)
{
    char *rest = NULL;

    if (!is_id(id))
        return ERR_MISSING;
    const char *home = arena_printf(arena, "%s/%s/%s", data, FOLDER, id);
    char *about =
        read_text(arena, arena_printf(arena, "%s/about", home), ABOUT_LIMIT);
    if (!about)
        return ERR_MISSING;
    const char *name = strtok_r(about, "\n", &rest);
    const char *who = strtok_r(NULL, "\n", &rest);
    const char *made = strtok_r(NULL, "\n", &rest);
    *out =
        (struct staged){.id = arena_strdup(arena, id),
                        .name = name ? name : "",
                        .who = who ? who : "",
                        .made_ms = made ? strtoll(made, NULL, 10) : 0,
                        .folder = arena_printf(arena, "%s/form", home),
                        .path = arena_printf(arena, "%s/form/form.xml", home)};
    return ERR_NONE;
}

/* The next field of a line, up to a tab or its end. */
static char *next_field(char **at)
{
    char *field = *at, *stop = field + strcspn(field, "\t\n");

    *at = *stop ? stop + 1 : stop;
    *stop = '\0';
    return field;
}

enum err staged_warnings(const struct staged *staged, struct complaints *out)
{
    char *at = read_text(
        out->arena, arena_printf(out->arena, "%s/../warnings", staged->folder),
        WARNINGS_LIMIT);

    if (!at)
        return ERR_MISSING;
    while (*at) {
        struct complaint c = {.line = (int)strtol(next_field(&at), NULL, 10)};
        c.where = next_field(&at);
        c.what = next_field(&at);
        c.shown = next_field(&at);
        complaints_add(out, &c);
    }
    return ERR_NONE;
}

void staged_remove(const char *data, const char *id)
{
    char path[4096];

    if (!is_id(id) || snprintf(path, sizeof path, "%s/%s/%s", data, FOLDER,
                               id) >= (int)sizeof path)
        return;
    file_remove_tree(path);
}

void staged_each(const char *data, struct arena *arena,
                 void (*visit)(void *context, const struct staged *staged),
                 void *context)
{
    DIR *dir = opendir(arena_printf(arena, "%s/%s", data, FOLDER));
    struct staged staged;

    for (const struct dirent *entry; dir && (entry = readdir(dir));) {
        if (!staged_find(data, entry->d_name, arena, &staged))
            visit(context, &staged);
    }
    if (dir)
        closedir(dir);
}
