#include "itext.h"

#include "base/attr.h"
#include "label.h"
#include "text.h"

#include <string.h>

/* One form of a text: the text itself ("long"), guidance, image, audio... */
struct shape {
    const char *form;
    const char *text;
    const struct element *context;
    struct place place;
    struct shape *next;
};

/* One text in one language. */
struct entry {
    const char *id;
    struct shape *shapes;
    struct entry *next; /* in order */
    struct entry *same; /* in its bucket */
};

/* More languages than anybody speaks are refused: each is completed from
 * every other. */
enum { BUCKETS = 4096, LANGUAGES_MAX = 64 };

struct language {
    const char *name;
    struct entry *first, *last;
    struct entry *buckets[BUCKETS];
    struct language *next;
};

struct itext {
    struct form *form;
    struct language *first, *last;
    int count;
};

static size_t bucket(const char *id)
{
    return form_hash(id) % BUCKETS;
}

static struct language *language(struct itext *itext, const char *name)
{
    for (struct language *l = itext->first; l; l = l->next)
        if (strcmp(l->name, name) == 0)
            return l;

    if (itext->count == LANGUAGES_MAX) {
        problem_say(itext->form->problems, MSG_TOO_LARGE,
                    ((struct place){.sheet = ""}));
        return itext->last;
    }
    itext->count++;
    struct language *made = arena_alloc(itext->form->arena, sizeof(*made));
    made->name = name;
    if (itext->last)
        itext->last->next = made;
    else
        itext->first = made;
    itext->last = made;
    return made;
}

static struct entry *find(const struct language *language, const char *id)
{
    struct entry *e = language->buckets[bucket(id)];
    while (e && strcmp(e->id, id) != 0)
        e = e->same;
    return e;
}

static struct entry *entry(struct itext *itext, struct language *language,
                           const char *id)
{
    struct entry *e = find(language, id);
    if (e)
        return e;

    e = arena_alloc(itext->form->arena, sizeof(*e));
    e->id = id;
    e->same = language->buckets[bucket(id)];
    language->buckets[bucket(id)] = e;
    if (language->last)
        language->last->next = e;
    else
        language->first = e;
    language->last = e;
    return e;
}

/* The end of the shapes, or the one of that form. */
static struct shape **shape_at(struct entry *e, const char *form)
{
    struct shape **at = &e->shapes;
    while (*at && strcmp((*at)->form, form) != 0)
        at = &(*at)->next;
    return at;
}

static void add(struct itext *itext, const char *name, const char *id,
                const char *form, const char *text,
                const struct element *context, struct place place)
{
    struct entry *e = entry(itext, language(itext, name), id);
    struct shape **at = shape_at(e, form);
    if (!*at)
        *at = arena_alloc(itext->form->arena, sizeof(**at));
    (*at)->form = form;
    (*at)->text = text;
    (*at)->context = context;
    (*at)->place = place;
}

/* Adds a text in each of its languages, or in the default one. */
static void add_pair(struct itext *itext, const struct pair *pair,
                     const char *id, const char *form,
                     const struct element *context, struct place place)
{
    const char *column = pair->column ? pair->column : place.column;
    place.column = column;
    if (!pair->map) {
        add(itext, itext->form->default_language, id, form, pair->text, context,
            place);
        return;
    }
    for (const struct pair *p = pair->map->first; p; p = p->next) {
        place.column = p->column ? p->column : column;
        if (p->text)
            add(itext, p->key, id, form, p->text, context, place);
    }
}

static void add_choices(struct itext *itext, const struct list *list)
{
    for (size_t i = 0; i < list->count; i++) {
        const struct dict *item = list->items[i];
        struct place place = {"choices", list->rows[i], "label"};
        const struct pair *label = dict_find(item, "label");
        const char *id =
            arena_printf(itext->form->arena, "%s-%zu", list->name, i);
        if (label)
            add_pair(itext, label, id, "long", NULL, place);
        const struct dict *media = dict_map(item, "media");
        for (struct pair *p = media ? media->first : NULL; p; p = p->next)
            add_pair(itext, p, id, p->key, NULL, place);
    }
}

bool itext_has_message(const struct pair *message)
{
    bool may_refer = strcmp(message->key, "jr:noAppErrorString") != 0;
    return message->map || (may_refer && label_refers(message->text));
}

static void add_messages(struct itext *itext, const struct element *element)
{
    static const char *const KEYS[] = {"jr:constraintMsg", "jr:requiredMsg",
                                       "jr:noAppErrorString"};
    const struct dict *bind = dict_map(element->fields, "bind");
    for (size_t i = 0; i < COUNT_OF(KEYS); i++) {
        const struct pair *message = dict_find(bind, KEYS[i]);
        if (!message || !itext_has_message(message))
            continue;
        add_pair(
            itext, message,
            arena_printf(itext->form->arena, "%s:%s", element->xpath, KEYS[i]),
            "long", element, form_place(element, KEYS[i]));
    }
}

bool itext_has_label(const struct element *element)
{
    const struct pair *label = dict_find(element->fields, "label");
    return (label && label->map) || dict_map(element->fields, "media");
}

bool itext_has_hint(const struct element *element)
{
    const struct pair *hint = dict_find(element->fields, "hint");
    return (hint && hint->map) || dict_has(element->fields, "guidance_hint");
}

static void add_element(struct itext *itext, const struct element *element)
{
    struct arena *arena = itext->form->arena;
    const struct pair *label = dict_find(element->fields, "label");
    const struct pair *hint = dict_find(element->fields, "hint");
    const struct pair *guidance = dict_find(element->fields, "guidance_hint");

    add_messages(itext, element);
    if (label && itext_has_label(element))
        add_pair(itext, label, arena_printf(arena, "%s:label", element->xpath),
                 "long", element, form_place(element, "label"));
    if (!itext_has_hint(element))
        return;
    const char *id = arena_printf(arena, "%s:hint", element->xpath);
    if (hint)
        add_pair(itext, hint, id, "long", element, form_place(element, "hint"));
    if (guidance)
        add_pair(itext, guidance, id, "guidance", element,
                 form_place(element, "guidance_hint"));
}

static bool is_media(const char *name)
{
    static const char *const KINDS[] = {"image", "big-image", "audio", "video"};
    for (size_t i = 0; i < COUNT_OF(KINDS); i++)
        if (strcmp(name, KINDS[i]) == 0)
            return true;
    return false;
}

static void add_media(struct itext *itext, const struct element *element)
{
    const struct dict *media = dict_map(element->fields, "media");
    const struct dict *fallback = dict_map(media, "default");
    if (fallback)
        media = fallback;
    for (struct pair *p = media ? media->first : NULL; p; p = p->next) {
        struct place place = form_place(element, "media");
        if (!is_media(p->key)) {
            problem_say(itext->form->problems, MSG_MEDIA_KIND, place, p->key);
            continue;
        }
        add_pair(itext, p,
                 arena_printf(itext->form->arena, "%s:label", element->xpath),
                 p->key, NULL, place);
    }
}

static void collect(struct itext *itext)
{
    struct form *form = itext->form;
    for (struct list *list = form->choices.first; list; list = list->next)
        if (list->has_itext)
            add_choices(itext, list);
    struct element *e;
    for (e = form->root; e; e = form_next(e, form->root))
        if (e->kind != ELEMENT_EXTERNAL)
            add_element(itext, e);
    for (e = form->root; e; e = form_next(e, form->root))
        add_media(itext, e);
}

/* Gives a language what others have and it lacks. */
static void complete(struct itext *itext, struct language *to,
                     const struct language *from)
{
    for (const struct entry *e = from->first; e; e = e->next) {
        struct entry *own = entry(itext, to, e->id);
        for (const struct shape *s = e->shapes; s; s = s->next) {
            struct shape **at = shape_at(own, s->form);
            if (*at)
                continue;
            *at = arena_alloc(itext->form->arena, sizeof(**at));
            (*at)->form = s->form;
            (*at)->text = "-";
        }
    }
}

static void write_shape(struct itext *itext, struct writer *writer,
                        const struct shape *shape)
{
    bool is_guidance = strcmp(shape->form, "guidance") == 0;
    bool is_plain = strcmp(shape->form, "long") == 0;
    const char *text = shape->text;
    if (!is_guidance && !is_plain) {
        if (strcmp(text, "-") == 0)
            return;
        const char *folder =
            text_ends_with(shape->form, "image") ? "images" : shape->form;
        text = arena_printf(itext->form->arena, "jr://%s/%s", folder, text);
    }
    struct path_request request = {.context = shape->context,
                                   .place = shape->place};
    writer_begin(writer, "value");
    writer_attribute(writer, "form", is_plain ? NULL : shape->form);
    label_write(itext->form, writer, text, &request);
    writer_end(writer);
}

static void write_language(struct itext *itext, struct writer *writer,
                           const struct language *language)
{
    bool is_default =
        strcmp(language->name, itext->form->default_language) == 0;
    writer_begin(writer, "translation");
    writer_attribute(writer, "lang", language->name);
    writer_attribute(writer, "default", is_default ? "true()" : NULL);
    for (const struct entry *e = language->first; e; e = e->next) {
        writer_begin(writer, "text");
        writer_attribute(writer, "id", e->id);
        for (const struct shape *s = e->shapes; s; s = s->next)
            write_shape(itext, writer, s);
        writer_end(writer);
    }
    writer_end(writer);
}

void itext_write(struct form *form, struct writer *writer)
{
    struct itext itext = {.form = form};
    collect(&itext);
    if (!itext.first)
        return;
    for (struct language *to = itext.first; to; to = to->next)
        for (struct language *from = itext.first; from; from = from->next)
            complete(&itext, to, from);

    writer_begin(writer, "itext");
    for (struct language *l = itext.first; l; l = l->next)
        write_language(&itext, writer, l);
    writer_end(writer);
}
