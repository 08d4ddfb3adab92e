#include "base/conf.h"

#include "base/buf.h"
#include "base/file.h"
#include "base/log.h"
#include "base/mem.h"

#include <ctype.h>
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum { LARGEST_FILE = 256 * 1024 };

static void *member(const struct conf_key *key, void *out)
{
    return (char *)out + key->offset;
}

static const struct conf_key *find(const struct conf_key *keys, size_t count,
                                   const char *name)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(keys[i].name, name) == 0)
            return &keys[i];
    }
    return NULL;
}

static const char *set_number(const struct conf_key *key, const char *value,
                              void *out)
{
    char *end;

    errno = 0;
    long number = strtol(value, &end, 10);
    if (end == value || *end || errno)
        return "write a whole number";
    if (number < key->min || number > key->max)
        return "the number is out of its range";
    *(long *)member(key, out) = number;
    return NULL;
}

static const char *set_bool(const struct conf_key *key, const char *value,
                            void *out)
{
    bool yes = strcmp(value, "yes") == 0;

    if (!yes && strcmp(value, "no") != 0)
        return "write yes or no";
    *(bool *)member(key, out) = yes;
    return NULL;
}

/* Returns NULL, or what should have been written. */
static const char *set(const struct conf_key *key, const char *value, void *out)
{
    if (key->type == CONF_NUMBER)
        return set_number(key, value, out);
    if (key->type == CONF_BOOL)
        return set_bool(key, value, out);
    char **text = member(key, out);
    free(*text);
    *text = xstrdup(value);
    return NULL;
}

void conf_defaults(const struct conf_key *keys, size_t count, void *out)
{
    for (size_t i = 0; i < count; i++) {
        const char *wrong = set(&keys[i], keys[i].fallback, out);
        if (wrong) {
            log_error("fallback of %s: %s", keys[i].name, wrong);
            abort();
        }
    }
}

static char *trim(char *text)
{
    while (isspace((unsigned char)*text))
        text++;
    char *end = text + strlen(text);
    while (end > text && isspace((unsigned char)end[-1]))
        end--;
    *end = '\0';
    return text;
}

static enum err refuse(const char *path, int line, const struct conf_key *key,
                       const char *wrong)
{
    if (key->type == CONF_NUMBER)
        log_error("%s:%d: %s: %s (%ld to %ld)", path, line, key->name, wrong,
                  key->min, key->max);
    else
        log_error("%s:%d: %s: %s", path, line, key->name, wrong);
    return ERR_FORMAT;
}

static enum err read_line(const char *path, int number, char *line,
                          const struct conf_key *keys, size_t count, void *out)
{
    line = trim(line);
    if (*line == '\0' || *line == '#')
        return ERR_NONE;
    char *equals = strchr(line, '=');
    if (!equals) {
        log_error("%s:%d: write `key = value`", path, number);
        return ERR_FORMAT;
    }
    *equals = '\0';
    const char *name = trim(line);
    const struct conf_key *key = find(keys, count, name);
    if (!key) {
        log_error("%s:%d: no setting is called \"%s\"; --help lists them", path,
                  number, name);
        return ERR_FORMAT;
    }
    const char *wrong = set(key, trim(equals + 1), out);
    return wrong ? refuse(path, number, key, wrong) : ERR_NONE;
}

static enum err read_lines(const char *path, char *text,
                           const struct conf_key *keys, size_t count, void *out)
{
    enum err err = ERR_NONE;
    int number = 0;

    for (char *at = text, *next; !err && at; at = next) {
        next = strchr(at, '\n');
        if (next)
            *next++ = '\0';
        err = read_line(path, ++number, at, keys, count, out);
    }
    return err;
}

enum err conf_load(const char *path, const struct conf_key *keys, size_t count,
                   void *out)
{
    struct buf file;

    buf_init(&file, LARGEST_FILE);
    enum err err = file_read(path, &file);
    if (!err)
        err = read_lines(path, file.data, keys, count, out);
    buf_clear(&file);
    return err;
}

enum err conf_load_own(const char *path, const struct conf_key *keys,
                       size_t count, void *out)
{
    struct buf file;

    buf_init(&file, LARGEST_FILE);
    enum err err = file_read_own(path, &file);
    if (!err)
        err = read_lines(path, file.data, keys, count, out);
    buf_clear(&file);
    return err;
}

enum err conf_set(const struct conf_key *keys, size_t count, const char *name,
                  const char *value, void *out)
{
    const struct conf_key *key = find(keys, count, name);

    if (!key) {
        log_error("no setting is called \"%s\"; --help lists them", name);
        return ERR_FORMAT;
    }
    const char *wrong = set(key, value, out);
    return wrong ? refuse("command line", 1, key, wrong) : ERR_NONE;
}

bool conf_list_has(const char *list, const char *word)
{
    size_t size = strlen(word);

    while (*list) {
        list += strspn(list, " ,");
        size_t n = strcspn(list, " ,");
        if (n && n == size && memcmp(list, word, n) == 0)
            return true;
        list += n;
    }
    return false;
}

void conf_clear(const struct conf_key *keys, size_t count, void *out)
{
    for (size_t i = 0; i < count; i++) {
        if (keys[i].type != CONF_TEXT)
            continue;
        char **text = member(&keys[i], out);
        free(*text);
        *text = NULL;
    }
}

void conf_print_example(const struct conf_key *keys, size_t count, FILE *to)
{
    for (size_t i = 0; i < count; i++)
        fprintf(to, "%s# %s\n#%s = %s\n", i ? "\n" : "", keys[i].help,
                keys[i].name, keys[i].fallback);
}

void conf_print_help(const struct conf_key *keys, size_t count, FILE *to)
{
    for (size_t i = 0; i < count; i++)
        fprintf(to, "  %-18s %s%s%s%s\n", keys[i].name, keys[i].help,
                *keys[i].fallback ? " [" : "", keys[i].fallback,
                *keys[i].fallback ? "]" : "");
}
