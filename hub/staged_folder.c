#include "staged_folder.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/file.h"
#include "base/log.h"
#include "base/mem.h"
#include "complaint.h"
#include "staged.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_MEDIA = 1000 };

/* One of them, while it is taken over. */
struct kept {
    struct arena *arena;
    const char *home, *media;
    const char *names[MOST_MEDIA]; /* of its media */
    size_t count;
    struct buf document, about, warnings;
};

static enum err read_part(const struct kept *k, const char *name,
                          struct buf *out)
{
    return file_read(arena_printf(k->arena, "%s/%s", k->home, name), out);
}

static void list_media(struct kept *k)
{
    DIR *dir = opendir(k->media);

    for (const struct dirent *e; dir && (e = readdir(dir));) {
        if (file_name_is_safe(e->d_name) && k->count < MOST_MEDIA)
            k->names[k->count++] = arena_strdup(k->arena, e->d_name);
    }
    if (dir)
        closedir(dir);
}

static enum err medium(void *context, size_t i, const char **name,
                       struct buf *out)
{
    const struct kept *k = context;

    if (i == k->count)
        return ERR_MISSING;
    *name = k->names[i];
    enum err err =
        file_read(arena_printf(k->arena, "%s/%s", k->media, *name), out);
    /* What was listed is there; its absence is no end of the list. */
    return err == ERR_MISSING ? ERR_IO : err;
}

/* The lines of about: name, person, moment. */
static enum err add(struct archive *archive, struct kept *k)
{
    char id[UUID_TEXT_SIZE], *rest = NULL;
    char *about = arena_strdup(k->arena, buf_text(&k->about));
    const char *name = strtok_r(about, "\n", &rest);
    const char *who = strtok_r(NULL, "\n", &rest);
    const char *made = strtok_r(NULL, "\n", &rest);
    struct complaints warnings;
    struct buf none;

    buf_init(&none, 0);
    complaints_init(&warnings);
    staged_read_warnings(arena_strdup(k->arena, buf_text(&k->warnings)),
                         &warnings);
    enum err err = staged_add(
        archive,
        &(struct staging){.name = name ? name : "",
                          .who = who ? who : "",
                          .now_ms = made ? strtoll(made, NULL, 10) : 0,
                          .document = &k->document,
                          .itemsets = &none,
                          .warnings = &warnings,
                          .medium = medium,
                          .context = k},
        id);
    complaints_clear(&warnings);
    return err;
}

/* about was written last: what has none was cut off. */
static enum err adopt(struct archive *archive, const char *home)
{
    struct kept k = {.arena = arena_new(), .home = home};

    k.media = arena_printf(k.arena, "%s/form/form-media", home);
    buf_init(&k.document, 0);
    buf_init(&k.about, 0);
    buf_init(&k.warnings, 0);
    list_media(&k);
    bool is_whole = !read_part(&k, "about", &k.about) &&
                    !read_part(&k, "warnings", &k.warnings) &&
                    !read_part(&k, "form/form.xml", &k.document);
    enum err err = is_whole ? add(archive, &k) : ERR_NONE;
    if (is_whole && !err)
        file_remove_tree(home);
    buf_clear(&k.warnings);
    buf_clear(&k.about);
    buf_clear(&k.document);
    arena_free(k.arena);
    return err;
}

enum err staged_folder_adopt(struct archive *archive, const char *folder)
{
    DIR *dir = opendir(folder);
    enum err err = ERR_NONE;

    for (const struct dirent *e; !err && dir && (e = readdir(dir));) {
        char *home = file_join(folder, e->d_name);
        char *about = file_join(home, "about");
        if (*e->d_name != '.' && file_exists(about))
            err = adopt(archive, home);
        if (err)
            log_error("%s is a form that waits to be published, and cannot be "
                      "taken into the archive",
                      home);
        free(about);
        free(home);
    }
    if (dir)
        closedir(dir);
    return err;
}
