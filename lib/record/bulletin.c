#include "record/bulletin.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/stamp.h"
#include "base/xml.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

static const char ATOM[] = "http://www.w3.org/2005/Atom";
static const char XML[] = "http://www.w3.org/XML/1998/namespace";
static const char UUID[] = "urn:uuid:";

enum { MOST_ENTRIES = 2000, LONGEST_TEXT = 8192 };

/* A bulletin with what it is made of; the bulletin is the first member. */
struct own {
    struct bulletin bulletin;
    struct arena *arena;
    size_t capacity;
};

struct reader {
    struct own *own;
    struct buf text; /* of the element that is open */
    struct entry *entry;
    struct entry_text *words;
    size_t words_capacity;
    bool is_feed, is_known, in_author;
};

#define AT(member) offsetof(struct entry, member)
static const struct {
    const char *name;
    size_t offset;
} TEXTS[] = {
    {"about", AT(about)},     {"place", AT(place)}, {"office", AT(office)},
    {"signer", AT(signer)},   {"form", AT(form)},   {"due", AT(due)},
    {"due_now", AT(due_now)}, {"done", AT(done)},   {"receipt", AT(receipt)},
};
static const struct {
    const char *name;
    size_t offset;
} NUMBERS[] = {
    {"people", AT(people)}, {"number", AT(number)}, {"score", AT(score)}};
#undef AT

#define AT(member) offsetof(struct entry_text, member)
static const struct {
    const char *name;
    size_t offset;
} WORDS[] = {{"title", AT(title)}, {"body", AT(body)}, {"reason", AT(reason)}};
#undef AT

static enum err begin_entry(struct reader *r)
{
    struct bulletin *b = &r->own->bulletin;

    if (b->count == MOST_ENTRIES)
        return ERR_LIMIT;
    b->entries =
        mem_grow(b->entries, b->count, &r->own->capacity, sizeof *b->entries);
    r->entry = &b->entries[b->count++];
    *r->entry = (struct entry){.id = ""};
    for (size_t i = 0; i < COUNT_OF(TEXTS); i++)
        *(const char **)((char *)r->entry + TEXTS[i].offset) = "";
    r->words = NULL;
    r->words_capacity = 0;
    r->is_known = false;
    return ERR_NONE;
}

static void begin_words(struct reader *r, const struct xml_element *element)
{
    struct entry *e = r->entry;
    const char *language = xml_attribute_ns(element, "lang", XML);

    r->words = mem_grow(r->words, e->texts_count, &r->words_capacity,
                        sizeof *r->words);
    e->texts = r->words;
    r->words[e->texts_count++] = (struct entry_text){
        arena_strdup(r->own->arena, language ? language : ""), "", "", ""};
}

static enum err start(void *context, const struct xml_element *element)
{
    struct reader *r = context;
    bool is_atom = strcmp(element->ns, ATOM) == 0;

    buf_reset(&r->text);
    if (!r->is_feed) {
        r->is_feed = is_atom && strcmp(element->name, "feed") == 0;
        return r->is_feed ? ERR_NONE : ERR_FORMAT;
    }
    if (is_atom && strcmp(element->name, "entry") == 0)
        return r->entry ? ERR_FORMAT : begin_entry(r);
    if (is_atom && strcmp(element->name, "author") == 0)
        r->in_author = true;
    if (is_atom && r->entry && strcmp(element->name, "category") == 0) {
        const char *term = xml_attribute(element, "term");
        r->is_known = term && entry_kind_parse(term, &r->entry->kind);
    }
    if (!is_atom && r->entry && strcmp(element->name, "text") == 0 &&
        strcmp(element->ns, BULLETIN_NS) == 0)
        begin_words(r, element);
    return ERR_NONE;
}

static const char *kept(struct reader *r)
{
    return arena_strdup(r->own->arena, buf_text(&r->text));
}

static void end_of_feed(struct reader *r, const char *name)
{
    struct bulletin *b = &r->own->bulletin;

    if (strcmp(name, "title") == 0)
        b->title = kept(r);
    else if (r->in_author && strcmp(name, "name") == 0)
        b->author = kept(r);
    else if (strcmp(name, "id") == 0)
        b->address = kept(r);
    else if (strcmp(name, "updated") == 0 &&
             !stamp_parse(buf_text(&r->text), &b->updated_ms))
        b->updated_ms = 0;
    if (strcmp(name, "author") == 0)
        r->in_author = false;
}

/* An entry of a later kind or state is for later programs. */
static void end_entry(struct reader *r)
{
    struct bulletin *b = &r->own->bulletin;

    if (!r->is_known || !*r->entry->id) {
        free(r->entry->texts);
        b->count--;
    }
    r->entry = NULL;
}

static void end_of_entry(struct reader *r, const char *name)
{
    const char *text = buf_text(&r->text);

    if (strcmp(name, "entry") == 0)
        end_entry(r);
    else if (strcmp(name, "id") == 0 && strncmp(text, UUID, strlen(UUID)) == 0)
        r->entry->id = arena_strdup(r->own->arena, text + strlen(UUID));
    else if (strcmp(name, "updated") == 0 &&
             !stamp_parse(text, &r->entry->updated_ms))
        r->entry->updated_ms = 0;
}

static void end_of_ours(struct reader *r, const char *name)
{
    struct entry *e = r->entry;
    struct entry_text *words = r->words ? &r->words[e->texts_count - 1] : NULL;

    for (size_t i = 0; i < COUNT_OF(TEXTS); i++) {
        if (strcmp(TEXTS[i].name, name) == 0)
            *(const char **)((char *)e + TEXTS[i].offset) = kept(r);
    }
    for (size_t i = 0; i < COUNT_OF(NUMBERS); i++) {
        if (strcmp(NUMBERS[i].name, name) == 0)
            *(int64_t *)((char *)e + NUMBERS[i].offset) =
                strtoll(buf_text(&r->text), NULL, 10);
    }
    for (size_t i = 0; words && i < COUNT_OF(WORDS); i++) {
        if (strcmp(WORDS[i].name, name) == 0)
            *(const char **)((char *)words + WORDS[i].offset) = kept(r);
    }
    if (strcmp(name, "state") == 0 &&
        !standing_parse(buf_text(&r->text), &e->standing))
        r->is_known = false;
}

static enum err end(void *context, const char *name, const char *ns)
{
    struct reader *r = context;

    if (r->text.overflow)
        return ERR_LIMIT;
    if (r->entry && strcmp(ns, BULLETIN_NS) == 0)
        end_of_ours(r, name);
    else if (r->entry && strcmp(ns, ATOM) == 0)
        end_of_entry(r, name);
    else if (!r->entry && strcmp(ns, ATOM) == 0)
        end_of_feed(r, name);
    buf_reset(&r->text);
    return ERR_NONE;
}

static enum err text(void *context, const char *data, size_t size)
{
    struct reader *r = context;

    buf_add(&r->text, data, size);
    return ERR_NONE;
}

enum err bulletin_read(const char *data, size_t size, struct bulletin **out)
{
    static const struct xml_handler HANDLER = {start, end, text};
    struct own *own = xcalloc(1, sizeof *own);
    struct reader r = {.own = own};
    struct xml_error why = {0, ""};

    own->arena = arena_new();
    own->bulletin = (struct bulletin){.title = "", .author = "", .address = ""};
    buf_init(&r.text, LONGEST_TEXT);
    enum err err = xml_read(data, size, &HANDLER, &r, &why);
    buf_clear(&r.text);
    if (err) {
        log_error("the bulletin cannot be read: line %d: %s", why.line,
                  *why.reason ? why.reason : err_text(err));
        bulletin_free(&own->bulletin);
        own = NULL;
    }
    *out = own ? &own->bulletin : NULL;
    return err;
}

void bulletin_free(struct bulletin *bulletin)
{
    struct own *own = (struct own *)bulletin;

    if (!own)
        return;
    for (size_t i = 0; i < bulletin->count; i++)
        free(bulletin->entries[i].texts);
    free(bulletin->entries);
    arena_free(own->arena);
    free(own);
}
