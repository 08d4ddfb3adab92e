#include "base/words.h"

#include "base/buf.h"
#include "base/file.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/plural.h"

#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* The format: GNU gettext manual, section "The Format of GNU MO Files". */
static const uint32_t MO_MAGIC = 0x950412de;
enum { LARGEST_MO = 4 << 20, HEADER = 28, RECENT = 256 };

struct catalogue {
    char *language;
    struct buf file;
    uint32_t count, originals, translations;
    struct plural *plural;
    /* Where the text at an address was found: a page asks for the same few at
     * each drawing. Threads share it; a wrong entry is only a slow one. */
    _Atomic uint32_t *recent;
};

struct words {
    struct catalogue *catalogues;
    size_t count;
};

static uint32_t number_at(const struct catalogue *c, size_t offset)
{
    uint32_t value;

    memcpy(&value, c->file.data + offset, sizeof value);
    return value;
}

/* The i-th string of a table; every one was checked when opened. */
static const char *entry(const struct catalogue *c, uint32_t table, uint32_t i)
{
    return c->file.data + number_at(c, table + 8 * (size_t)i + 4);
}

static bool table_is_sound(const struct catalogue *c, uint32_t table)
{
    if (table > c->file.size || c->count > (c->file.size - table) / 8)
        return false;
    for (uint32_t i = 0; i < c->count; i++) {
        uint64_t size = number_at(c, table + 8 * (size_t)i);
        uint64_t at = number_at(c, table + 8 * (size_t)i + 4);
        if (at + size >= c->file.size || c->file.data[at + size] != '\0')
            return false;
    }
    return true;
}

static const char *search(const struct catalogue *c, const char *key,
                          uint32_t *found)
{
    uint32_t low = 0, high = c->count;

    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        int order = strcmp(key, entry(c, c->originals, middle));
        *found = middle;
        if (order == 0)
            return entry(c, c->translations, middle);
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return NULL;
}

static const char *look_up(const struct catalogue *c, const char *key)
{
    _Atomic uint32_t *recent = &c->recent[(uintptr_t)key / 8 % RECENT];
    uint32_t i = atomic_load_explicit(recent, memory_order_relaxed);

    if (i < c->count && strcmp(key, entry(c, c->originals, i)) == 0)
        return entry(c, c->translations, i);
    const char *text = search(c, key, &i);
    if (text)
        atomic_store_explicit(recent, i, memory_order_relaxed);
    return text;
}

static bool open_catalogue(struct catalogue *c, const char *path)
{
    buf_init(&c->file, LARGEST_MO);
    if (file_read(path, &c->file) || c->file.size < HEADER ||
        number_at(c, 0) != MO_MAGIC)
        return false;
    c->count = number_at(c, 8);
    c->originals = number_at(c, 12);
    c->translations = number_at(c, 16);
    if (!table_is_sound(c, c->originals) || !table_is_sound(c, c->translations))
        return false;
    c->recent = xcalloc(RECENT, sizeof *c->recent);
    const char *header = look_up(c, "");
    const char *rule = header ? strstr(header, "plural=") : NULL;
    c->plural = plural_parse(rule ? rule + strlen("plural=") : "n != 1");
    return c->plural != NULL;
}

static void close_catalogue(struct catalogue *c)
{
    free(c->language);
    plural_free(c->plural);
    free(c->recent);
    buf_clear(&c->file);
}

static void add(struct words *words, const char *folder, const char *language)
{
    struct catalogue c = {.language = xstrdup(language)};
    char *path = xasprintf("%s/%s.mo", folder, language);

    if (open_catalogue(&c, path)) {
        words->catalogues =
            xreallocarray(words->catalogues, words->count + 1, sizeof c);
        words->catalogues[words->count++] = c;
    } else {
        if (strcmp(language, "en") != 0)
            log_warn("%s: no usable catalogue of messages", path);
        close_catalogue(&c);
    }
    free(path);
}

struct words *words_open(const char *folder, const char *languages)
{
    struct words *words = xcalloc(1, sizeof *words);
    char *list = xstrdup(languages);
    char *rest = NULL;

    for (char *language = strtok_r(list, " ,", &rest); language;
         language = strtok_r(NULL, " ,", &rest))
        add(words, folder, language);
    free(list);
    return words;
}

void words_free(struct words *words)
{
    if (!words)
        return;
    for (size_t i = 0; i < words->count; i++)
        close_catalogue(&words->catalogues[i]);
    free(words->catalogues);
    free(words);
}

static const struct catalogue *find(const struct words *words,
                                    const char *language)
{
    size_t primary = language ? strcspn(language, "-_") : 0;
    const struct catalogue *near = NULL;

    for (size_t i = 0; words && language && i < words->count; i++) {
        const char *name = words->catalogues[i].language;
        if (strcmp(name, language) == 0)
            return &words->catalogues[i];
        if (strlen(name) == primary && strncmp(name, language, primary) == 0)
            near = &words->catalogues[i];
    }
    return near;
}

const char *words_get(const struct words *words, const char *language,
                      const char *english)
{
    const struct catalogue *c = find(words, language);
    const char *text = c ? look_up(c, english) : NULL;

    return text && *text ? text : english;
}

const char *words_plural(const struct words *words, const char *language,
                         const char *one, const char *many, unsigned long n)
{
    const struct catalogue *c = find(words, language);
    const char *forms = c ? look_up(c, one) : NULL;

    if (!forms || !*forms)
        return n == 1 ? one : many;
    /* The forms stand one behind the other, parted by NUL; the table's size
     * says where they end. */
    for (unsigned long skip = plural_form(c->plural, n); skip; skip--) {
        const char *next = forms + strlen(forms) + 1;
        if (next >= c->file.data + c->file.size || !*next)
            break;
        forms = next;
    }
    return forms;
}

bool words_is_rtl(const char *language)
{
    static const char *const RTL[] = {"ar", "he", "fa", "ur"};

    for (size_t i = 0; language && i < COUNT_OF(RTL); i++) {
        if (strncmp(language, RTL[i], 2) == 0 &&
            (language[2] == '\0' || language[2] == '-' || language[2] == '_'))
            return true;
    }
    return false;
}
