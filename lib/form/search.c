/* The appearance search('file', ...): choices from a CSV file, written before
 * there were itemsets. It becomes the itemset that says the same. */
#include "load.h"

#include "base/buf.h"

#include <string.h>

enum { MOST_ARGUMENTS = 6 };

struct call {
    char *arguments[MOST_ARGUMENTS]; /* in the scratch arena, as written */
    size_t count;
};

static const struct {
    const char *mode;
    const char *function; /* NULL: equality */
} MODES[] = {
    {"matches", NULL},
    {"contains", "contains"},
    {"startswith", "starts-with"},
    {"endswith", "ends-with"},
};

static void add_argument(struct load *load, struct call *call, const char *from,
                         const char *to)
{
    from += strspn(from, " ");
    while (to > from && to[-1] == ' ')
        to--;
    if (call->count < MOST_ARGUMENTS && to > from)
        call->arguments[call->count++] =
            arena_strndup(load->scratch, from, (size_t)(to - from));
}

/* Splits at commas outside of quotes and brackets. */
static bool read_call(struct load *load, const char *appearance,
                      struct call *call)
{
    const char *at = strstr(appearance, "search(");
    int depth = 0;
    char quote = '\0';

    if (!at)
        return false;
    at += strlen("search(");
    for (const char *from = at; *at; at++) {
        if (quote) {
            quote = *at == quote ? '\0' : quote;
        } else if (*at == '\'' || *at == '"') {
            quote = *at;
        } else if (*at == '(' || *at == '[') {
            depth++;
        } else if (depth && (*at == ')' || *at == ']')) {
            depth--;
        } else if (!depth && (*at == ',' || *at == ')')) {
            add_argument(load, call, from, at);
            from = at + 1;
            if (*at == ')')
                return call->count > 0;
        }
    }
    return false;
}

/* The text of a quoted argument, "" when it is none. */
static const char *literal(struct load *load, const char *argument)
{
    size_t size = strlen(argument);

    if (size < 2 || (*argument != '\'' && *argument != '"'))
        return "";
    return arena_strndup(load->scratch, argument + 1, size - 2);
}

/* What is relative is meant from the question, not from the item. */
static const char *from_question(struct load *load, const char *argument)
{
    return *argument == '.'
               ? arena_printf(load->scratch, "current()/%s", argument)
               : argument;
}

static void print_test(const char *function, const char *column,
                       const char *value, struct buf *out)
{
    if (function)
        buf_printf(out, "%s(%s, %s)", function, column, value);
    else
        buf_printf(out, "%s = %s", column, value);
}

/* Several columns, "name,label", are alternatives. */
static void print_search(struct load *load, const struct call *call,
                         struct buf *out)
{
    const char *mode = literal(load, call->arguments[1]);
    const char *columns = literal(load, call->arguments[2]);
    const char *value = from_question(load, call->arguments[3]);
    const char *function = NULL;

    for (size_t i = 0; i < COUNT_OF(MODES); i++) {
        if (!strcmp(MODES[i].mode, mode))
            function = MODES[i].function;
    }
    buf_putc(out, '[');
    for (const char *at = columns; *at;) {
        size_t size = strcspn(at, ", ");
        if (at != columns)
            buf_puts(out, " or ");
        print_test(function, arena_strndup(load->scratch, at, size), value,
                   out);
        at += size;
        at += strspn(at, ", ");
    }
    buf_putc(out, ']');
}

static void print_nodeset(struct load *load, const struct call *call,
                          struct buf *out)
{
    buf_printf(out, "instance(%s)/root/item", call->arguments[0]);
    if (call->count >= 4)
        print_search(load, call, out);
    if (call->count >= MOST_ARGUMENTS) {
        buf_putc(out, '[');
        print_test(NULL, literal(load, call->arguments[4]),
                   from_question(load, call->arguments[5]), out);
        buf_putc(out, ']');
    }
}

static void need_instance(struct load *load, const char *name)
{
    struct xform *form = load->form;

    if (xform_instance(form, name))
        return;
    struct instance *instance = arena_alloc(form->arena, sizeof *instance);
    instance->id = arena_strdup(form->arena, name);
    instance->src = arena_printf(form->arena, "jr://file-csv/%s.csv", name);
    items_add(&form->instances, instance);
}

/* Also what has no value at all, of which an error was already said. */
static bool is_whole(const char *value)
{
    if (!value)
        return true;
    value += *value == '-';
    return *value && !value[strspn(value, "0123456789")];
}

/* A choice whose value is a whole number is one of the form's own; the other
 * one says which columns of the file are value and label. */
static size_t find_columns(const struct element *element)
{
    size_t i = 0;

    while (i < element->items_count && is_whole(element->items[i].value))
        i++;
    return i;
}

/* The name of a column, for the check whether the file has it. */
static const struct expr *label_column(struct load *load, int line,
                                       const struct caption *label)
{
    const struct text *text = &label->text;
    const char *name = text->count == 1 ? text->pieces[0].text : NULL;

    return name && *name && !strpbrk(name, ", ")
               ? load_expr(load, name, line, "label column")
               : NULL;
}

static void take_item(struct load *load, struct element *element, size_t at)
{
    struct item *items = arena_memdup(load->form->arena, element->items,
                                      element->items_count * sizeof *items);

    element->items_count--;
    memmove(items + at, items + at + 1,
            (element->items_count - at) * sizeof *items);
    element->items = items;
}

void load_search(struct load *load, const struct part *part,
                 struct element *element)
{
    struct call call = {.count = 0};
    size_t slot = find_columns(element);
    struct buf source;

    if (slot == element->items_count ||
        !read_call(load, element->appearance, &call))
        return;
    const struct item *columns = &element->items[slot];
    struct itemset *set = arena_alloc(load->form->arena, sizeof *set);
    buf_init(&source, 0);
    print_nodeset(load, &call, &source);
    need_instance(load, literal(load, call.arguments[0]));
    set->nodes = load_expr(load, buf_text(&source), part->line, "search()");
    set->value = load_expr(load, columns->value, part->line, "value column");
    set->label = label_column(load, part->line, &columns->label);
    set->columns = &columns->label;
    set->slot = slot;
    buf_clear(&source);
    if (!set->nodes || !set->value)
        return;
    element->itemset = set;
    take_item(load, element, slot);
}
