#include "choices.h"

#include "lexer.h"
#include "settings.h"
#include "text.h"

#include <string.h>

static bool is_extra(const char *key)
{
    for (const char *const *known = HEADER_CHOICES.known; *known; known++)
        if (strcmp(*known, key) == 0)
            return false;
    return true;
}

/* Columns for people's own notes have blanks in their names: such names
 * cannot become elements. */
static void drop_notes(struct form *form, struct grid *grid)
{
    for (size_t i = 0; i < grid->headers_count; i++) {
        const char *key = grid->headers[i].tokens[0];
        if (!is_extra(key) || (lexer_is_name(key) && !strchr(key, ':')))
            continue;
        problem_say(form->problems, MSG_CHOICES_COLUMN_NAME,
                    ((struct place){"choices", 1, grid->headers[i].title}));
        for (size_t j = 0; j < grid->rows_count; j++)
            dict_remove(grid->rows[j], key);
    }
}

static void group(struct form *form, const struct grid *grid,
                  struct lists *lists)
{
    for (size_t i = 0; i < grid->rows_count; i++) {
        const char *name = dict_text(grid->rows[i], "list_name");
        if (!name)
            continue;
        dict_remove(grid->rows[i], "list_name");
        list_add(form, lists_make(form, lists, name), grid->rows[i],
                 grid->numbers[i]);
    }
}

static bool refers(const char *text)
{
    struct reference found;
    return text && lexer_next_reference(text, &found);
}

static void check_item(struct form *form, struct list *list, size_t i)
{
    struct dict *item = list->items[i];
    struct place place = {"choices", list->rows[i], "name"};
    const struct pair *label = dict_find(item, "label");

    if (!dict_text(item, "name"))
        problem_say(form->problems, MSG_CHOICE_WITHOUT_NAME, place, list->name);
    place.column = "label";
    if (!label)
        problem_say(form->problems, MSG_CHOICE_WITHOUT_LABEL, place,
                    list->name);
    if (dict_map(item, "media") || (label && label->map) ||
        (label && refers(label->text)))
        list->has_itext = true;
}

/* A hash of the names makes large lists quick to check. */
static void check_duplicates(struct form *form, const struct list *list)
{
    size_t size = 16;
    while (size < list->count * 2)
        size *= 2;
    const char **seen = arena_array(form->arena, size, sizeof(*seen));
    for (size_t i = 0; i < list->count; i++) {
        const char *name = dict_text(list->items[i], "name");
        size_t at = form_hash(name ? name : "");
        for (at %= size; name && seen[at]; at = (at + 1) % size)
            if (strcmp(seen[at], name) == 0)
                break;
        if (name && seen[at])
            problem_say(form->problems, MSG_CHOICE_TWICE,
                        ((struct place){"choices", list->rows[i], "name"}),
                        name, list->name);
        else if (name)
            seen[at] = name;
    }
}

static void check_lists(struct form *form)
{
    bool may_repeat = settings_says_yes(form, "allow_choice_duplicates");
    for (struct list *list = form->choices.first; list; list = list->next) {
        for (size_t i = 0; i < list->count; i++)
            check_item(form, list, i);
        if (!may_repeat)
            check_duplicates(form, list);
    }
}

void choices_read(struct form *form, struct grid *grid)
{
    struct grid other;

    header_read(form, workbook_sheet(form->book, "choices"), &HEADER_CHOICES,
                grid);
    if (grid->headers_count == 0 || grid->rows_count == 0)
        *grid = (struct grid){.sheet = "choices"};
    drop_notes(form, grid);
    group(form, grid, &form->choices);
    check_lists(form);

    form->external_sheet = workbook_sheet(form->book, "external_choices");
    header_read(form, form->external_sheet, &HEADER_EXTERNAL_CHOICES, &other);
    group(form, &other, &form->external);

    header_read(form, workbook_sheet(form->book, "osm"), &HEADER_OSM, &other);
    group(form, &other, &form->osm);
}
