#include "form/flatten.h"

#include "base/mem.h"
#include "base/xml.h"
#include "form/xform.h"
#include "itext.h"
#include "flatten_tables.h"
#include "form/node_path.h"

#include <stdlib.h>
#include <string.h>

enum { MOST_CHOICES = 1000 };

/* The text without what only an answer could fill in. */
static const char *plain_text(struct flatten *f, const struct text *text)
{
    struct buf out;

    if (!text)
        return "";
    buf_init(&out, 0);
    for (size_t i = 0; i < text->count; i++)
        buf_puts(&out, text->pieces[i].text ? text->pieces[i].text : "…");
    const char *result = arena_strdup(f->arena, buf_text(&out));
    buf_clear(&out);
    return result;
}

static const char *caption_text(struct flatten *f,
                                const struct caption *caption)
{
    const struct itext *itext = f->form->itext;
    const struct text *text;

    if (!caption->itext)
        return plain_text(f, &caption->text);
    text = itext_find(itext, caption->itext, f->language, FORM_PLAIN);
    if (!text)
        text = itext_find(itext, caption->itext, f->language, FORM_LONG);
    if (!text)
        text = itext_find(itext, caption->itext, f->language, FORM_SHORT);
    return plain_text(f, text);
}

static void put_own_choices(struct flatten *f, const struct element *element,
                            struct choice *choices)
{
    for (size_t i = 0; i < element->items_count; i++)
        choices[i] =
            (struct choice){.value = element->items[i].value,
                            .label = caption_text(f, &element->items[i].label)};
}

static const char *item_text(struct flatten *f, const struct expr *expr,
                             struct node *item)
{
    struct expr_context context = {
        .root = node_root(item), .node = item, .arena = f->arena};
    const char *text = "";

    return expr && !expr_eval_text(expr, &context, &text, NULL) ? text : "";
}

static struct choice item_choice(struct flatten *f, const struct itemset *set,
                                 struct node *item)
{
    const char *label =
        set->columns
            ? itemset_columns(item, caption_text(f, set->columns), f->arena)
            : item_text(f, set->label, item);

    if (set->label_is_itext)
        label = caption_text(f, &(struct caption){.itext = label});
    return (struct choice){.value = item_text(f, set->value, item),
                           .label = label};
}

/* The form's own items and all of the list that a question chooses from,
 * whatever its filter leaves over; lists to be searched in are no table heads.
 */
static const struct choice *
all_choices(struct flatten *f, const struct element *element, size_t *count)
{
    struct node *first =
        element->itemset ? itemset_first(f->form, element, f->arena) : NULL;
    size_t n = 0;

    for (struct node *item = first; item; item = node_next_same(item))
        n++;
    *count = element->items_count;
    if (n > MOST_CHOICES || n + *count == 0) {
        *count = 0;
        return NULL;
    }
    struct choice *choices = arena_array(f->arena, n + *count, sizeof *choices);
    put_own_choices(f, element, choices);
    for (struct node *item = first; item; item = node_next_same(item))
        choices[(*count)++] = item_choice(f, element->itemset, item);
    return choices;
}

static bool is_select(const struct element *element)
{
    return element && (element->question == CONTROL_SELECT ||
                       element->question == CONTROL_SELECT1 ||
                       element->question == CONTROL_RANK);
}

static void describe(struct flatten *f, const struct field *field,
                     struct column *column)
{
    const struct element *element = field->control;

    column->path = field->path;
    column->type = field->type;
    column->label = "";
    if (!element || element->kind != KIND_QUESTION)
        return;
    column->is_question = true;
    column->control = element->question;
    column->label = caption_text(f, &element->label);
    column->is_select = is_select(element);
    if (column->is_select)
        column->choices = all_choices(f, element, &column->choices_count);
}

/* "a-b" for the steps below the table's own node. */
static const char *name_below(struct flatten *f, const struct field *field,
                              const struct field *top)
{
    if (field->parent == top || !field->parent)
        return arena_printf(f->arena, "%s%s", field->is_attribute ? "@" : "",
                            field->name->local);
    return arena_printf(f->arena, "%s-%s%s", name_below(f, field->parent, top),
                        field->is_attribute ? "@" : "", field->name->local);
}

/* Attributes of the root are known of every response: id, version. */
static bool is_column(const struct field *field)
{
    const struct field *child = field->first;

    while (child && child->is_attribute)
        child = child->next;
    return !child && field->parent &&
           !(field->is_attribute && !field->parent->parent) &&
           !field->is_repeat;
}

/* The repeat that a field belongs to, or the root. */
static const struct field *table_field(const struct field *field)
{
    while (field->parent && !field->is_repeat)
        field = field->parent;
    return field;
}

/* Two passes: sizes first, so that the arrays never move. */
static void count_members(struct flatten *f, size_t *columns)
{
    const struct xform *form = f->form;

    for (size_t i = 0; i < form->fields_count; i++) {
        const struct field *field = form->fields[i];
        const struct field *top = table_field(field);
        struct home *home = &f->homes[i];
        if (top == field) {
            home->is_row = true;
            home->table = f->tables_count++;
        } else if (is_column(field)) {
            home->table = f->homes[top->index].table;
            home->column = columns[home->table]++;
        } else {
            home->table = SIZE_MAX;
        }
    }
}

static void fill_tables(struct flatten *f, const size_t *columns)
{
    const struct xform *form = f->form;

    for (size_t i = 0; i < form->fields_count; i++) {
        const struct field *field = form->fields[i];
        const struct home *home = &f->homes[i];
        if (home->is_row) {
            struct table *table = &f->tables[home->table];
            table->path = field->path;
            table->name = name_below(f, field, NULL);
            table->columns = arena_array(f->arena, columns[home->table] + 1,
                                         sizeof *table->columns);
            table->columns_count = columns[home->table];
            if (field->parent)
                table->parent =
                    f->homes[table_field(field->parent)->index].table;
        } else if (home->table != SIZE_MAX) {
            struct column *column =
                (struct column *)&f->tables[home->table].columns[home->column];
            describe(f, field, column);
            column->name = name_below(f, field, table_field(field));
        }
    }
}

enum err flatten_new(struct flatten **out, const struct xform *form,
                     const char *language)
{
    struct flatten *f = xcalloc(1, sizeof *f);
    size_t *columns = xcalloc(form->repeats_count + 2, sizeof *columns);
    int found = language ? xform_find_language(form, language) : -1;

    f->form = form;
    f->arena = arena_new();
    f->language = found < 0 ? xform_default_language(form) : (size_t)found;
    f->homes = arena_array(f->arena, form->fields_count + 1, sizeof *f->homes);
    count_members(f, columns);
    f->tables = arena_array(f->arena, f->tables_count, sizeof *f->tables);
    fill_tables(f, columns);
    free(columns);
    *out = f;
    return ERR_NONE;
}

void flatten_free(struct flatten *flatten)
{
    if (!flatten)
        return;
    arena_free(flatten->arena);
    free(flatten);
}

size_t flatten_tables_count(const struct flatten *flatten)
{
    return flatten->tables_count;
}

const struct table *flatten_table(const struct flatten *flatten, size_t i)
{
    return &flatten->tables[i];
}
