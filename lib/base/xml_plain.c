#include "xml_plain.h"

#include "base/arena.h"
#include "base/mem.h"
#include "base/utf8.h"

#include <limits.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum {
    LARGEST = 1 << 16,
    DEEPEST = 64,
    MOST_ATTRIBUTES = 16,
    BUCKETS = 64,
};

enum kind { START, END, TEXT };

/* What the handler will be told, once all of the document has been seen. */
struct event {
    enum kind kind;
    int line;
    const char *prefix, *name, *ns;
    const char *text;
    size_t size;         /* of the text */
    size_t first, count; /* of the attributes */
};

/* A name as often as it occurs: equal ones are one pointer. */
struct word {
    struct word *next;
    const char *text;
    size_t size;
};

struct scan {
    struct arena *arena;
    const char *at, *end;
    int line;
    struct event *events;
    size_t events_count, events_capacity;
    struct xml_attribute *attributes;
    size_t attributes_count, attributes_capacity;
    struct xml_namespace declared[MOST_ATTRIBUTES]; /* all on the root */
    size_t declared_count;
    struct word *words[BUCKETS];
    size_t open[DEEPEST]; /* events that began what is open */
    size_t depth;
};

/* What programs write before a document. */
static const char *const DECLARATIONS[] = {
    "<?xml version='1.0'?>",
    "<?xml version=\"1.0\"?>",
    "<?xml version='1.0' ?>",
    "<?xml version=\"1.0\" ?>",
    "<?xml version='1.0' encoding='UTF-8'?>",
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>",
    "<?xml version='1.0' encoding='UTF-8' ?>",
    "<?xml version=\"1.0\" encoding=\"utf-8\"?>",
};

static const struct {
    const char *name, *text;
} ENTITIES[] = {
    {"&amp;", "&"},   {"&lt;", "<"},   {"&gt;", ">"},
    {"&quot;", "\""}, {"&apos;", "'"},
};

/* These mean more than a name does. */
static const char *const RESERVED[] = {
    "http://www.w3.org/XML/1998/namespace",
    "http://www.w3.org/2000/xmlns/",
};

/* Letters and digits beyond ASCII are libxml2's to judge. */
static bool begins_name(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

static bool is_in_name(char c)
{
    return begins_name(c) || (c >= '0' && c <= '9') || c == '-' || c == '.';
}

/* Carriage returns and the like would have to be changed, other controls and
 * two characters refused. */
static bool is_plain_text(const char *data, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        unsigned char c = (unsigned char)data[i];
        bool is_blank = c == '\n' || c == '\t';
        if ((c >= ' ' && c != 0xef) || is_blank)
            continue;
        /* U+FFFE and U+FFFF are EF BF BE and EF BF BF. */
        if (c < ' ' || size - i < 3 || (unsigned char)data[i + 1] == 0xbf)
            return false;
    }
    return utf8_is_valid(data, size);
}

static bool is_at(const struct scan *s, const char *text)
{
    size_t size = strlen(text);

    return (size_t)(s->end - s->at) >= size && memcmp(s->at, text, size) == 0;
}

static bool take(struct scan *s, char c)
{
    if (s->at == s->end || *s->at != c)
        return false;
    s->at++;
    return true;
}

static bool skip_blanks(struct scan *s)
{
    const char *begin = s->at;

    for (;
         s->at < s->end && (*s->at == ' ' || *s->at == '\n' || *s->at == '\t');
         s->at++)
        s->line += *s->at == '\n';
    return s->at > begin;
}

static const char *intern(struct scan *s, const char *text, size_t size)
{
    uint32_t hash = 2166136261U; /* FNV-1a */

    for (size_t i = 0; i < size; i++)
        hash = (hash ^ (unsigned char)text[i]) * 16777619U;
    struct word **bucket = &s->words[hash % BUCKETS];
    for (const struct word *w = *bucket; w; w = w->next) {
        if (w->size == size && memcmp(w->text, text, size) == 0)
            return w->text;
    }
    struct word *word = arena_alloc(s->arena, sizeof *word);
    *word = (struct word){*bucket, arena_strndup(s->arena, text, size), size};
    *bucket = word;
    return word->text;
}

static const char *read_name(struct scan *s)
{
    const char *begin = s->at;

    if (s->at == s->end || !begins_name(*s->at))
        return NULL;
    while (s->at < s->end && is_in_name(*s->at))
        s->at++;
    return intern(s, begin, (size_t)(s->at - begin));
}

/* "prefix:name" or "name"; prefix is "" then. */
static bool read_names(struct scan *s, const char **prefix, const char **name)
{
    *prefix = "";
    *name = read_name(s);
    if (!*name || !take(s, ':'))
        return *name;
    *prefix = *name;
    *name = read_name(s);
    return *name;
}

/* The character of the entity that begins here, NULL for any other. */
static const char *read_entity(struct scan *s)
{
    for (size_t i = 0; i < COUNT_OF(ENTITIES); i++) {
        if (!is_at(s, ENTITIES[i].name))
            continue;
        s->at += strlen(ENTITIES[i].name);
        return ENTITIES[i].text;
    }
    return NULL;
}

static struct event *add_event(struct scan *s, enum kind kind)
{
    s->events = mem_grow(s->events, s->events_count, &s->events_capacity,
                         sizeof *s->events);
    struct event *e = &s->events[s->events_count++];
    *e = (struct event){.kind = kind, .line = s->line};
    return e;
}

static void add_text(struct scan *s, const char *text, size_t size)
{
    if (!size)
        return;
    struct event *e = add_event(s, TEXT);
    e->text = text;
    e->size = size;
}

/* What is more than itself in a text. */
static const bool STOPS[UCHAR_MAX + 1] = {
    ['&'] = true, [']'] = true, ['\n'] = true};

static bool scan_text(struct scan *s)
{
    const char *begin = s->at;

    while (s->at < s->end && *s->at != '<') {
        if (!STOPS[(unsigned char)*s->at]) {
            s->at++;
            continue;
        }
        if (*s->at == '&') {
            add_text(s, begin, (size_t)(s->at - begin));
            const char *character = read_entity(s);
            if (!character)
                return false;
            add_text(s, character, 1);
            begin = s->at;
            continue;
        }
        if (*s->at == ']' && is_at(s, "]]>"))
            return false;
        s->line += *s->at == '\n';
        s->at++;
    }
    add_text(s, begin, (size_t)(s->at - begin));
    return true;
}

/* Blanks other than the blank would have to be changed. */
static const char *read_value(struct scan *s)
{
    if (s->at == s->end || (*s->at != '"' && *s->at != '\''))
        return NULL;
    char quote = *s->at++;
    const char *close = memchr(s->at, quote, (size_t)(s->end - s->at));
    if (!close)
        return NULL;
    char *value = arena_alloc(s->arena, (size_t)(close - s->at) + 1),
         *to = value;
    while (s->at < close) {
        if (*s->at == '<' || *s->at == '\n' || *s->at == '\t')
            return NULL;
        if (*s->at != '&') {
            *to++ = *s->at++;
            continue;
        }
        const char *character = read_entity(s);
        if (!character)
            return NULL;
        *to++ = *character;
    }
    s->at = close + 1;
    return value;
}

static bool declare(struct scan *s, const char *prefix, const char *uri)
{
    if (s->depth || s->declared_count == MOST_ATTRIBUTES || !*uri ||
        strncmp(prefix, "xml", 3) == 0)
        return false;
    for (size_t i = 0; i < COUNT_OF(RESERVED); i++) {
        if (strcmp(uri, RESERVED[i]) == 0)
            return false;
    }
    for (size_t i = 0; i < s->declared_count; i++) {
        if (strcmp(s->declared[i].prefix, prefix) == 0)
            return false;
    }
    s->declared[s->declared_count++] =
        (struct xml_namespace){prefix, intern(s, uri, strlen(uri))};
    return true;
}

/* An attribute in a namespace is rare; a name that occurs twice is wrong. */
static bool add_attribute(struct scan *s, size_t first, const char *name,
                          const char *value)
{
    if (s->attributes_count - first == MOST_ATTRIBUTES)
        return false;
    for (size_t i = first; i < s->attributes_count; i++) {
        if (s->attributes[i].name == name)
            return false;
    }
    s->attributes = mem_grow(s->attributes, s->attributes_count,
                             &s->attributes_capacity, sizeof *s->attributes);
    s->attributes[s->attributes_count++] = (struct xml_attribute){
        .name = name, .prefix = "", .ns = "", .value = value};
    return true;
}

static bool scan_attribute(struct scan *s, size_t first)
{
    const char *prefix, *name;

    if (!read_names(s, &prefix, &name))
        return false;
    skip_blanks(s);
    if (!take(s, '='))
        return false;
    skip_blanks(s);
    const char *value = read_value(s);
    if (!value)
        return false;
    if (strcmp(prefix, "xmlns") == 0)
        return declare(s, name, value);
    if (*prefix)
        return false;
    return strcmp(name, "xmlns") == 0 ? declare(s, "", value)
                                      : add_attribute(s, first, name, value);
}

static bool scan_attributes(struct scan *s)
{
    size_t first = s->attributes_count;

    while (s->at < s->end && *s->at != '>' && *s->at != '/') {
        if (!skip_blanks(s))
            return false;
        if (s->at < s->end && begins_name(*s->at) && !scan_attribute(s, first))
            return false;
        if (s->at < s->end && !strchr(" \n\t/>", *s->at))
            return false;
    }
    return s->at < s->end;
}

/* "" without a declaration, NULL for a prefix that nobody declared. */
static const char *namespace_of(const struct scan *s, const char *prefix)
{
    for (size_t i = 0; i < s->declared_count; i++) {
        if (strcmp(s->declared[i].prefix, prefix) == 0)
            return s->declared[i].uri;
    }
    return *prefix ? NULL : "";
}

static void close_element(struct scan *s)
{
    const struct event began = s->events[s->open[--s->depth]];
    struct event *e = add_event(s, END);

    e->name = began.name;
    e->ns = began.ns;
}

static bool scan_start(struct scan *s)
{
    size_t at = s->events_count, first = s->attributes_count;
    const char *prefix, *name;

    if (s->depth == DEEPEST || !read_names(s, &prefix, &name))
        return false;
    add_event(s, START);
    if (!scan_attributes(s))
        return false;
    const char *ns = namespace_of(s, prefix);
    if (!ns)
        return false;
    s->events[at] = (struct event){.kind = START,
                                   .line = s->line,
                                   .prefix = prefix,
                                   .name = name,
                                   .ns = ns,
                                   .first = first,
                                   .count = s->attributes_count - first};
    s->open[s->depth++] = at;
    if (take(s, '/'))
        close_element(s);
    return take(s, '>');
}

static bool scan_end(struct scan *s)
{
    const char *prefix, *name;

    if (!read_names(s, &prefix, &name))
        return false;
    const struct event *began = &s->events[s->open[s->depth - 1]];
    /* The same words are the same pointers; so is the prefix "". */
    if (name != began->name || strcmp(prefix, began->prefix) != 0)
        return false;
    skip_blanks(s);
    close_element(s);
    return take(s, '>');
}

static bool scan_root(struct scan *s)
{
    if (!take(s, '<') || !scan_start(s))
        return false;
    while (s->depth) {
        if (!scan_text(s) || !take(s, '<'))
            return false;
        if (!(take(s, '/') ? scan_end(s) : scan_start(s)))
            return false;
    }
    return true;
}

static bool scan_document(struct scan *s)
{
    for (size_t i = 0; i < COUNT_OF(DECLARATIONS); i++) {
        if (!is_at(s, DECLARATIONS[i]))
            continue;
        s->at += strlen(DECLARATIONS[i]);
        break;
    }
    skip_blanks(s);
    if (!scan_root(s))
        return false;
    skip_blanks(s);
    return s->at == s->end;
}

static enum err tell(const struct scan *s, const struct event *e,
                     const struct xml_handler *handler, void *context)
{
    bool is_root = e == s->events;

    if (e->kind == TEXT)
        return handler->text ? handler->text(context, e->text, e->size)
                             : ERR_NONE;
    if (e->kind == END)
        return handler->end ? handler->end(context, e->name, e->ns) : ERR_NONE;
    if (!handler->start)
        return ERR_NONE;
    struct xml_element element = {
        .name = e->name,
        .prefix = e->prefix,
        .ns = e->ns,
        .attributes = s->attributes ? s->attributes + e->first : NULL,
        .attributes_count = e->count,
        .declared = s->declared,
        .declared_count = is_root ? s->declared_count : 0,
        .line = e->line};
    return handler->start(context, &element);
}

bool xml_plain_read(const char *data, size_t size,
                    const struct xml_handler *handler, void *context,
                    struct xml_error *why, enum err *err)
{
    struct scan s = {.at = data, .end = data + size, .line = 1};

    if (size == 0 || size > LARGEST || !is_plain_text(data, size))
        return false;
    s.arena = arena_new();
    bool is_plain = scan_document(&s);
    *err = ERR_NONE;
    for (size_t i = 0; is_plain && !*err && i < s.events_count; i++) {
        *err = tell(&s, &s.events[i], handler, context);
        if (*err && why && why->line == 0)
            why->line = s.events[i].line;
    }
    arena_free(s.arena);
    free(s.events);
    free(s.attributes);
    return is_plain;
}
