#include "form/catalog.h"

#include "base/file.h"
#include "base/log.h"
#include "base/mem.h"
#include "form/xform.h"
#include "model.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct catalog {
    struct catalog_entry *entries;
    size_t count;
    size_t capacity;
    size_t refused;
};

/* Names with a leading dot are files being written. */
static bool is_form_name(const char *name)
{
    size_t size = strlen(name);

    return size > 4 && *name != '.' && !strcmp(name + size - 4, ".xml");
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static enum err list_names(const char *folder, struct items *names)
{
    DIR *dir = opendir(folder);

    if (!dir) {
        log_error("%s: %s", folder, strerror(errno));
        return ERR_IO;
    }
    for (struct dirent *entry; (entry = readdir(dir));) {
        if (is_form_name(entry->d_name))
            items_add(names, xstrdup(entry->d_name));
    }
    closedir(dir);
    if (names->count)
        qsort(names->items, names->count, sizeof *names->items, by_name);
    return ERR_NONE;
}

static void fill_entry(struct catalog_entry *entry, char *path,
                       struct xform *form)
{
    *entry = (struct catalog_entry){.path = path,
                                    .id = xform_id(form),
                                    .version = xform_version(form),
                                    .title = xform_title(form),
                                    .form = form};
}

static void drop_entry(struct catalog_entry *entry)
{
    free((char *)entry->path);
    xform_free((struct xform *)entry->form);
}

/* Of two versions of a form the later is offered. */
static void keep_later(struct catalog_entry *old, char *path,
                       struct xform *form)
{
    log_warn("%s and %s are one form, %s: the later version is kept", old->path,
             path, old->id);
    if (strcmp(xform_version(form), old->version) <= 0) {
        free(path);
        xform_free(form);
        return;
    }
    drop_entry(old);
    fill_entry(old, path, form);
}

static size_t number_of(const struct catalog *catalog, const char *id)
{
    size_t i = 0;

    while (i < catalog->count && strcmp(catalog->entries[i].id, id) != 0)
        i++;
    return i;
}

/* The reason for a refusal was logged where it was found. */
static void add_form(struct catalog *catalog, char *path)
{
    struct xform *form;

    if (xform_open(&form, path)) {
        catalog->refused++;
        free(path);
        return;
    }
    size_t i = number_of(catalog, xform_id(form));
    if (i < catalog->count) {
        keep_later(&catalog->entries[i], path, form);
        return;
    }
    catalog->entries = mem_grow(catalog->entries, catalog->count,
                                &catalog->capacity, sizeof *catalog->entries);
    fill_entry(&catalog->entries[catalog->count++], path, form);
}

enum err catalog_open(struct catalog **out, const char *folder)
{
    struct items names = {.items = NULL};
    enum err err = list_names(folder, &names);

    *out = NULL;
    if (err)
        return err;
    struct catalog *catalog = xcalloc(1, sizeof *catalog);
    for (size_t i = 0; i < names.count; i++) {
        add_form(catalog, file_join(folder, names.items[i]));
        free(names.items[i]);
    }
    items_clear(&names);
    *out = catalog;
    return ERR_NONE;
}

void catalog_free(struct catalog *catalog)
{
    if (!catalog)
        return;
    for (size_t i = 0; i < catalog->count; i++)
        drop_entry(&catalog->entries[i]);
    free(catalog->entries);
    free(catalog);
}

size_t catalog_count(const struct catalog *catalog)
{
    return catalog->count;
}

const struct catalog_entry *catalog_entry(const struct catalog *catalog,
                                          size_t i)
{
    return &catalog->entries[i];
}

size_t catalog_refused(const struct catalog *catalog)
{
    return catalog->refused;
}

const struct catalog_entry *catalog_find(const struct catalog *catalog,
                                         const char *id)
{
    size_t i = number_of(catalog, id);

    return i < catalog->count ? &catalog->entries[i] : NULL;
}
