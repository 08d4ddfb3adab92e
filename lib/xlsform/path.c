#include "path.h"

#include "base/buf.h"
#include "names.h"
#include "text.h"

#include <assert.h>
#include <string.h>

static int depth_of(const struct element *element)
{
    int depth = 0;
    for (; element->parent; element = element->parent)
        depth++;
    return depth;
}

/* The lowest element strictly above both. */
static const struct element *common_ancestor(const struct element *a,
                                             const struct element *b)
{
    a = a->parent;
    b = b->parent;
    int deep_a = a ? depth_of(a) : -1;
    int deep_b = b ? depth_of(b) : -1;
    for (; a && deep_a > deep_b; deep_a--)
        a = a->parent;
    for (; b && deep_b > deep_a; deep_b--)
        b = b->parent;
    while (a && b && a != b) {
        a = a->parent;
        b = b->parent;
    }
    return a && b ? a : NULL;
}

/* The closest repeat at or above an element. */
static const struct element *repeat_from(const struct element *element)
{
    while (element && element->kind != ELEMENT_REPEAT)
        element = element->parent;
    return element;
}

static int steps_up(const struct element *from, const struct element *to)
{
    int steps = 0;
    for (; from != to; from = from->parent)
        steps += !from->flat;
    return steps;
}

/* A path from a repeat that both are in; NULL when there is no such repeat. */
static const char *relative(struct form *form, const struct element *target,
                            const struct path_request *request,
                            bool use_current)
{
    const struct element *source = request->context;
    const struct element *meet = common_ancestor(source, target);
    const struct element *repeat = repeat_from(meet);
    if (!repeat)
        return NULL;

    if (request->to_parent && repeat == repeat_from(target->parent) &&
        (!repeat_from(repeat->parent) || repeat_from(source->parent) != repeat))
        meet = repeat->parent;

    struct buf out;
    buf_init(&out, 0);
    buf_puts(&out, use_current ? " current()" : " ");
    for (int i = steps_up(source, meet); i > 0; i--)
        buf_puts(&out, out.size > 1 ? "/.." : "..");
    buf_puts(&out, target->xpath + strlen(meet->xpath));
    buf_putc(&out, ' ');
    const char *path = arena_strdup(form->arena, buf_text(&out));
    buf_clear(&out);
    return path;
}

/* Whether a reference stands in a predicate of a secondary instance, where
 * ".." would be the item's own parent. */
static bool in_predicate(const char *text, const struct reference *reference)
{
    const char *instance = strstr(text, "instance(");
    if (!instance || instance[strlen("instance(")] == ')')
        return false;
    for (const char *open = text; (open = strchr(open, '['));) {
        const char *close = strchr(open + 1, ']');
        if (!close)
            return false;
        if (reference->start >= open && reference->start < close)
            return true;
        open = close + 1;
    }
    return false;
}

struct span {
    const char *start, *end;
};

static bool next_indexed_repeat(const char *from, struct span *out)
{
    static const char CALL[] = "indexed-repeat(";
    const char *start = strstr(from, CALL);
    const char *end = start ? strchr(start + sizeof(CALL) - 1, ')') : NULL;
    if (!end)
        return false;
    *out = (struct span){start, end + 1};
    return true;
}

/* The number of the argument that a reference is in: the commas before the
 * last place where its name stands. */
static int argument_of(const struct span *call,
                       const struct reference *reference)
{
    int argument = -1;
    int commas = 0;
    const char *after = strchr(call->start, '(');
    assert(after);
    for (const char *p = after; p < call->end; p++) {
        if (*p == ',')
            commas++;
        struct reference found;
        if (lexer_reference(p, &found) && !found.last_saved &&
            found.name_size == reference->name_size &&
            memcmp(found.name, reference->name, found.name_size) == 0)
            argument = commas;
    }
    return argument;
}

/* indexed-repeat() takes its first, second, fourth and sixth argument as
 * absolute paths. */
static bool wants_relative(const char *text, const struct reference *reference)
{
    struct span call = {text, text};
    const char *end = reference->start + reference->size;
    bool any = strstr(text, "indexed-repeat(");
    if (!any)
        return true;

    while (next_indexed_repeat(call.end, &call)) {
        if (end > call.end) {
            if (!next_indexed_repeat(call.end, &call))
                return true;
            if (reference->start < call.end && end > call.start)
                return false;
            continue;
        }
        if (end < call.start)
            return true;
        int argument = argument_of(&call, reference);
        return argument == 2 || argument == 4 || argument > 5;
    }
    return false;
}

const char *path_of_reference(struct form *form, const char *text,
                              const struct reference *reference,
                              const struct path_request *request)
{
    const char *name =
        arena_strndup(form->arena, reference->name, reference->name_size);
    struct element *target = names_refer(form, name, request->place);
    if (!target)
        return " ";

    if (request->context && !reference->last_saved &&
        wants_relative(text, reference)) {
        bool use_current =
            request->use_current || in_predicate(text, reference);
        const char *path = relative(form, target, request, use_current);
        if (path)
            return path;
    }
    return arena_printf(form->arena, " %s%s ",
                        reference->last_saved ? "instance('__last-saved')" : "",
                        target->xpath);
}

const char *path_expand(struct form *form, const char *text,
                        const struct path_request *request)
{
    struct reference reference;
    if (!lexer_next_reference(text, &reference))
        return text;

    struct buf out;
    buf_init(&out, 0);
    const char *rest = text;
    while (lexer_next_reference(rest, &reference)) {
        buf_add(&out, rest, (size_t)(reference.start - rest));
        buf_puts(&out, path_of_reference(form, text, &reference, request));
        rest = reference.start + reference.size;
    }
    buf_puts(&out, rest);
    const char *expanded = arena_strdup(form->arena, buf_text(&out));
    buf_clear(&out);
    return expanded;
}

static size_t blanks(const char *text)
{
    return strspn(text, " \t\n");
}

/* Bytes of "[...]", brackets and quotes within it balanced; 0: none. */
static size_t predicate_size(const char *text)
{
    int open = 0;
    for (const char *p = text; *p;) {
        struct token token = lexer_token(p);
        open += *p == '[' || token.kind == TOKEN_PREDICATE;
        open -= *p == ']';
        p += token.size;
        if (open == 0)
            return (size_t)(p - text);
    }
    return 0;
}

/* Bytes of one step, "/name[...]"; 0: none. */
static size_t step_size(const char *text)
{
    if (*text != '/')
        return 0;
    size_t name = lexer_name_size(text + 1);
    if (name == 0)
        return 0;
    size_t size = 1 + name;
    while (text[size] == '[') {
        size_t more = predicate_size(text + size);
        if (more == 0)
            break;
        size += more;
    }
    return size;
}

size_t path_instance_size(const char *text)
{
    static const char CALL[] = "instance(";
    if (!text_begins_with(text, CALL))
        return 0;
    size_t size = sizeof(CALL) - 1;
    size += blanks(text + size);
    struct token name = lexer_token(text + size);
    if (name.kind != TOKEN_TEXT)
        return 0;
    size += name.size;
    size += blanks(text + size);
    if (text[size] != ')')
        return 0;
    size++;

    size_t path = 0;
    for (size_t more; (more = step_size(text + size + path));)
        path += more;
    return path ? size + path : 0;
}
