/* Functions of texts. Lengths and places count UTF-16 units, as the
 * reference engine's do. */
#include "call.h"

#include "base/arena.h"
#include "base/buf.h"
#include "form/node.h"
#include "form/pattern.h"

#include <string.h>

/* UTF-16 units of the character that begins with this byte; 0 inside one. */
static int units_at(char byte)
{
    unsigned char c = (unsigned char)byte;

    if ((c & 0xC0) == 0x80)
        return 0;
    return c >= 0xF0 ? 2 : 1;
}

static int units_of(const char *text)
{
    int units = 0;

    for (; *text; text++)
        units += units_at(*text);
    return units;
}

/* Bytes of the character at text. */
static size_t char_size(const char *text)
{
    size_t n = 1;

    while (text[n] && units_at(text[n]) == 0)
        n++;
    return n;
}

/* Where the unit of that number begins; a pair is never cut. */
static const char *skip_units(const char *text, int units)
{
    while (*text && units > 0) {
        units -= units_at(*text);
        text += char_size(text);
    }
    return text;
}

/* The bytes between two places; the wrong way round they are none, which is how
 * substr() comes to give "" for an end before its start. */
static enum err return_part(struct call *call, const char *from, const char *to)
{
    size_t size = to > from ? (size_t)(to - from) : 0;

    return call_return_text(
        call, arena_strndup(call->eval->context->arena, from, size));
}

static enum err run_string(struct call *call)
{
    return call_return_text(call, call_text(call, 0));
}

/* The argument, or "." without one. */
static enum err own_text(struct call *call, const char **out)
{
    struct value value;

    if (call->count) {
        *out = call_text(call, 0);
        return ERR_NONE;
    }
    if (!call->eval->node)
        return eval_fail(call->eval, "%s() needs a current node",
                         call->term->text);
    value = eval_node_value(call->eval, call->eval->node);
    *out = value_to_text(&value, call->eval->context->arena);
    return ERR_NONE;
}

static enum err run_string_length(struct call *call)
{
    const char *text = "";
    enum err err = own_text(call, &text);

    return err ? err : call_return_number(call, units_of(text));
}

static enum err run_normalize_space(struct call *call)
{
    static const char BLANKS[] = " \t\n\v\f\r";
    const char *text = "";
    struct buf buf;
    enum err err = own_text(call, &text);

    if (err)
        return err;
    buf_init(&buf, 0);
    while (*(text += strspn(text, BLANKS))) {
        size_t size = strcspn(text, BLANKS);
        if (buf.size)
            buf_putc(&buf, ' ');
        buf_add(&buf, text, size);
        text += size;
    }
    return call_return_buf(call, &buf);
}

/* Places below zero count from the end, as in Python. */
static enum err run_substr(struct call *call)
{
    const char *text = call_text(call, 0);
    int length = units_of(text);
    int start = call_int(call, 1);
    int end = call->count > 2 ? call_int(call, 2) : length;

    if (start < 0)
        start = length + start < 0 ? 0 : length + start;
    if (end < 0)
        end = length + end;
    return return_part(call, skip_units(text, start), skip_units(text, end));
}

static enum err run_substring_before(struct call *call)
{
    const char *text = call_text(call, 0);
    const char *found = strstr(text, call_text(call, 1));

    return return_part(call, text, found ? found : text);
}

/* What is not found leaves nothing, not everything (XPath 1.0, 4.2). */
static enum err run_substring_after(struct call *call)
{
    const char *text = call_text(call, 0), *wanted = call_text(call, 1);
    const char *found = strstr(text, wanted);

    return call_return_text(call, found ? found + strlen(wanted) : "");
}

/* The number of the character at `one` within text, or -1. */
static int char_index(const char *text, const char *one, size_t size)
{
    for (int i = 0; *text; i++, text += char_size(text)) {
        if (char_size(text) == size && !memcmp(text, one, size))
            return i;
    }
    return -1;
}

static enum err run_translate(struct call *call)
{
    const char *text = call_text(call, 0);
    const char *from = call_text(call, 1), *to = call_text(call, 2);
    struct buf buf;

    buf_init(&buf, 0);
    for (size_t size; *text; text += size) {
        size = char_size(text);
        int i = char_index(from, text, size);
        if (i < 0) {
            buf_add(&buf, text, size);
            continue;
        }
        const char *other = to;
        while (*other && i--)
            other += char_size(other);
        if (*other)
            buf_add(&buf, other, char_size(other));
    }
    return call_return_buf(call, &buf);
}

static enum err run_contains(struct call *call)
{
    return call_return_boolean(
        call, strstr(call_text(call, 0), call_text(call, 1)) != NULL);
}

static enum err run_starts_with(struct call *call)
{
    const char *wanted = call_text(call, 1);

    return call_return_boolean(
        call, !strncmp(call_text(call, 0), wanted, strlen(wanted)));
}

static enum err run_ends_with(struct call *call)
{
    const char *text = call_text(call, 0), *wanted = call_text(call, 1);
    size_t size = strlen(text), end = strlen(wanted);

    return call_return_boolean(call, size >= end &&
                                         !strcmp(text + size - end, wanted));
}

static enum err join(struct call *call, const char *between, size_t first)
{
    struct value *values;
    size_t count;
    struct buf buf;
    enum err err = call_list(call, first, &values, &count);

    if (err)
        return err;
    buf_init(&buf, 0);
    for (size_t i = 0; i < count; i++) {
        if (i)
            buf_puts(&buf, between);
        buf_puts(&buf, value_to_text(&values[i], call->eval->context->arena));
    }
    return call_return_buf(call, &buf);
}

static enum err run_concat(struct call *call)
{
    return join(call, "", 0);
}

/* The separator may be a node, but it is never one of the joined values. */
static enum err run_join(struct call *call)
{
    struct value between;
    enum err err = eval_unpack(call->eval, &call->args[0], &between);

    if (err)
        return err;
    return join(call, value_to_text(&between, call->eval->context->arena), 1);
}

/* A pattern that cannot be read is an error of the form: to call it a refusal
 * would lock a neighbour out of a question. */
static enum err run_regex(struct call *call)
{
    const char *pattern = call_text(call, 1);
    bool matches;

    if (pattern_match(pattern, call_text(call, 0), &matches))
        return eval_fail(call->eval, "regex() does not understand '%.80s'",
                         pattern);
    return call_return_boolean(call, matches);
}

const struct function FUNCTIONS_TEXTS[] = {
    {"string", 1, 1, run_string, 0, 0},
    {"string-length", 0, 1, run_string_length, FUNCTION_CONTEXT, 0},
    {"normalize-space", 0, 1, run_normalize_space, FUNCTION_CONTEXT, 0},
    {"substr", 2, 3, run_substr, 0, 0},
    {"substring-before", 2, 2, run_substring_before, 0, 0},
    {"substring-after", 2, 2, run_substring_after, 0, 0},
    {"translate", 3, 3, run_translate, 0, 0},
    {"contains", 2, 2, run_contains, 0, 0},
    {"starts-with", 2, 2, run_starts_with, 0, 0},
    {"ends-with", 2, 2, run_ends_with, 0, 0},
    {"concat", 0, -1, run_concat, FUNCTION_RAW, 0},
    {"join", 1, -1, run_join, FUNCTION_RAW, 0},
    {"regex", 2, 2, run_regex, 0, 0},
    {0},
};
