#include "entity.h"

#include "base/attr.h"
#include "entity_form.h"
#include "header.h"
#include "lexer.h"
#include "misspelling.h"
#include "text.h"

#include <string.h>
#include <strings.h>

/* Each row of the survey is looked at for each entity. */
enum { ENTITIES_MAX = 200 };

static struct place place_of(const struct entity *entity, const char *column)
{
    return (struct place){"entities", entity->row, column};
}

static void check_columns(struct form *form, const struct grid *grid)
{
    for (size_t i = 0; i < grid->headers_count; i++) {
        const struct header *header = &grid->headers[i];
        bool known = false;
        for (const char *const *k = HEADER_ENTITIES.known; *k; k++)
            known = known || strcmp(*k, header->tokens[0]) == 0;
        if (known)
            continue;
        problem_say(form->problems, MSG_ENTITY_COLUMN,
                    ((struct place){"entities", 1, header->title}),
                    header->title);
    }
}

static bool check_name(struct form *form, const char *name, struct place place)
{
    int message = 0;
    if (!name || !*name)
        message = MSG_ENTITY_LIST_MISSING;
    else if (text_begins_with(name, "__"))
        message = MSG_NAME_UNDERSCORES;
    else if (strchr(name, '.') && strcmp(place.sheet, "entities") == 0)
        message = MSG_NAME_PERIOD;
    else if (!lexer_is_name(name))
        message = MSG_NAME_INVALID;
    if (message)
        problem_say(form->problems, message, place, name ? name : "");
    return message == 0;
}

/* What is done with an entity follows from which columns are filled. */
static void check_mode(struct form *form, const struct entity *entity)
{
    bool id = dict_has(entity->fields, "entity_id");
    bool create = dict_has(entity->fields, "create_if");
    bool update = dict_has(entity->fields, "update_if");
    bool label = dict_has(entity->fields, "label");
    if (!id && update)
        problem_say(form->problems, MSG_ENTITY_UPDATE_ID,
                    place_of(entity, "entity_id"), entity->dataset);
    else if (id && create && !update)
        problem_say(form->problems, MSG_ENTITY_CREATE_ID,
                    place_of(entity, "update_if"), entity->dataset);
    else if (!id && !label)
        problem_say(form->problems, MSG_ENTITY_LABEL, place_of(entity, "label"),
                    entity->dataset);
}

static void add(struct form *form, struct dict *fields, int row)
{
    struct entity *entity = arena_alloc(form->arena, sizeof(*entity));
    entity->fields = fields;
    entity->row = row;
    entity->dataset = dict_text(fields, "dataset");
    if (!check_name(form, entity->dataset, place_of(entity, "list_name")))
        return;
    check_mode(form, entity);

    struct entity **end = &form->entities;
    for (; *end; end = &(*end)->next)
        if (strcmp((*end)->dataset, entity->dataset) == 0)
            problem_say(form->problems, MSG_ENTITY_TWICE,
                        place_of(entity, "list_name"), entity->dataset);
    *end = entity;
}

struct entity *entity_of_saveto(struct form *form, const char *text,
                                const char **property)
{
    const char *hash = strchr(text, '#');
    *property = hash ? hash + 1 : text;
    if (!hash)
        return form->entities && !form->entities->next ? form->entities : NULL;
    size_t size = (size_t)(hash - text);
    struct entity *e = form->entities;
    while (e &&
           (strlen(e->dataset) != size || strncmp(e->dataset, text, size) != 0))
        e = e->next;
    return e;
}

static void add_use(struct form *form, struct entity *entity,
                    const struct entity_use *use)
{
    struct entity_use *kept = arena_memdup(form->arena, use, sizeof(*kept));
    if (entity->last_use)
        entity->last_use->next = kept;
    else
        entity->uses = kept;
    entity->last_use = kept;
    if (!kept->property)
        return;
    struct entity_use **first =
        &entity->properties[form_hash(kept->property) % ENTITY_BUCKETS];
    kept->same = *first;
    *first = kept;
}

static bool check_property(struct form *form, const struct survey_row *row,
                           const struct entity *entity, const char *property)
{
    struct place place = survey_place(row, "save_to");
    if (text_begins_with(row->type, "begin") &&
        (strstr(row->type, "group") || strstr(row->type, "repeat"))) {
        problem_say(form->problems, MSG_SAVETO_GROUP, place);
        return false;
    }
    if (strcasecmp(property, "name") == 0 ||
        strcasecmp(property, "label") == 0) {
        problem_say(form->problems, MSG_NAME_RESERVED, place, property);
        return false;
    }
    if (!check_name(form, property, place))
        return false;
    const struct entity_use *u =
        entity->properties[form_hash(property) % ENTITY_BUCKETS];
    for (; u; u = u->same)
        if (strcmp(u->property, property) == 0) {
            problem_say(form->problems, MSG_SAVETO_TWICE, place, property,
                        arena_printf(form->arena, "%d", u->row));
            return false;
        }
    return true;
}

static int saveto_message(const struct form *form, const char *saveto,
                          const struct entity *entity)
{
    const char *hash = strchr(saveto, '#');
    if (!form->entities)
        return MSG_SAVETO_WITHOUT_ENTITIES;
    if (hash && strchr(hash + 1, '#'))
        return MSG_SAVETO_HASHES;
    if (!hash && form->entities->next)
        return MSG_SAVETO_PREFIX;
    return entity ? 0 : MSG_SAVETO_LIST;
}

static void read_saveto(struct form *form, const struct survey_row *row,
                        const struct element *container)
{
    struct dict *bind = dict_map(row->fields, "bind");
    const char *saveto = dict_text(bind, "entities:saveto");
    const char *property;
    if (!saveto)
        return;
    struct entity *entity = entity_of_saveto(form, saveto, &property);
    int message = saveto_message(form, saveto, entity);
    if (message) {
        problem_say(form->problems, message, survey_place(row, "save_to"),
                    saveto);
        return;
    }
    if (!check_property(form, row, entity, property))
        return;
    dict_set(form->arena, bind, "entities:saveto", property);
    struct entity_use use = {container, row->number, property,
                             NULL,      NULL,        NULL};
    add_use(form, entity, &use);
}

/* Which entities' expressions refer to a question: found once, by name. */
struct entity_mention {
    const char *name;
    struct entity *entity;
    struct entity_mention *same; /* next in its bucket */
};

enum { BUCKETS = 512 };

static void mention(struct form *form, struct entity *entity, const char *name)
{
    struct entity_mention **first = &form->mentions[form_hash(name) % BUCKETS];
    for (const struct entity_mention *m = *first; m; m = m->same)
        if (m->entity == entity && strcmp(m->name, name) == 0)
            return;
    struct entity_mention *made = arena_alloc(form->arena, sizeof(*made));
    *made = (struct entity_mention){name, entity, *first};
    *first = made;
}

static void find_mentions(struct form *form, struct entity *entity)
{
    static const char *const KEYS[] = {"entity_id", "create_if", "update_if",
                                       "label"};
    for (size_t i = 0; i < COUNT_OF(KEYS); i++) {
        const char *text = dict_text(entity->fields, KEYS[i]);
        struct reference r;
        for (; text && lexer_next_reference(text, &r); text = r.start + r.size)
            mention(form, entity,
                    arena_strndup(form->arena, r.name, r.name_size));
    }
}

void entity_read(struct form *form)
{
    const struct sheet *sheet = workbook_sheet(form->book, "entities");
    struct grid grid;
    if (!sheet) {
        misspelling_warn(form, "entities");
        return;
    }
    header_read(form, sheet, &HEADER_ENTITIES, &grid);
    check_columns(form, &grid);
    if (grid.rows_count > ENTITIES_MAX) {
        problem_say(form->problems, MSG_TOO_LARGE,
                    ((struct place){"entities", grid.numbers[0], ""}));
        return;
    }
    for (size_t i = 0; i < grid.rows_count; i++)
        add(form, grid.rows[i], grid.numbers[i]);
    form->mentions = arena_array(form->arena, BUCKETS, sizeof(*form->mentions));
    for (struct entity *e = form->entities; e; e = e->next)
        find_mentions(form, e);
}

void entity_check_saveto(struct form *form, const struct survey_row *row,
                         const struct element *container)
{
    read_saveto(form, row, container);
    if (!form->mentions)
        return;
    const struct entity_mention *m =
        form->mentions[form_hash(row->name) % BUCKETS];
    for (; m; m = m->same) {
        struct entity_use use = {container, row->number, NULL,
                                 row->name, NULL,        NULL};
        if (strcmp(m->name, row->name) == 0)
            add_use(form, m->entity, &use);
    }
}
