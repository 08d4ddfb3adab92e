#include "xlsform/problem.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/mem.h"
#include "base/words.h"
#include "messages.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

static const struct {
    bool is_error;
    const char *text;
} MESSAGES[] = {[MSG_NONE] = {true, ""},
#define AS_ERROR(name, text) [name] = {true, text},
#define AS_WARNING(name, text) [name] = {false, text},
                MESSAGE_LIST(AS_ERROR, AS_WARNING)
#undef AS_ERROR
#undef AS_WARNING
};

void problems_init(struct problems *problems)
{
    *problems = (struct problems){.arena = arena_new()};
}

void problems_clear(struct problems *problems)
{
    arena_free(problems->arena);
    free(problems->items);
    *problems = (struct problems){.arena = NULL};
}

static bool is_same_text(const char *a, const char *b)
{
    return strcmp(a ? a : "", b ? b : "") == 0;
}

static bool is_same(const struct problem *a, const struct problem *b)
{
    if (a->message != b->message || a->place.row != b->place.row ||
        !is_same_text(a->place.sheet, b->place.sheet) ||
        !is_same_text(a->place.column, b->place.column))
        return false;
    for (size_t i = 0; i < PROBLEM_ARGUMENTS_MAX; i++)
        if (!is_same_text(a->arguments[i], b->arguments[i]))
            return false;
    return true;
}

/* Some texts are looked at more than once; each problem is told once. */
static bool is_known(const struct problems *problems, const struct problem *new)
{
    for (size_t i = 0; i < problems->count; i++)
        if (is_same(&problems->items[i], new))
            return true;
    return false;
}

static void keep(struct problems *problems, struct problem problem)
{
    struct arena *arena = problems->arena;
    problem.place.sheet = arena_strdup(arena, problem.place.sheet);
    problem.place.column = arena_strdup(arena, problem.place.column);
    for (size_t i = 0; i < PROBLEM_ARGUMENTS_MAX; i++)
        problem.arguments[i] = arena_strdup(arena, problem.arguments[i]);

    size_t capacity = problems->count;
    if ((capacity & (capacity - 1)) == 0)
        problems->items = xreallocarray(
            problems->items, capacity ? capacity * 2 : 1, sizeof(problem));
    problems->items[problems->count++] = problem;
}

void problem_add(struct problems *problems, int message, struct place place,
                 ...)
{
    struct problem problem = {.message = message,
                              .is_error = MESSAGES[message].is_error,
                              .place = place};
    va_list arguments;
    va_start(arguments, place);
    for (size_t i = 0; i < PROBLEM_ARGUMENTS_MAX; i++) {
        problem.arguments[i] = va_arg(arguments, const char *);
        if (!problem.arguments[i])
            break;
    }
    va_end(arguments);

    if (problems->count < PROBLEMS_MAX && is_known(problems, &problem))
        return;
    if (problem.is_error)
        problems->errors++;
    else
        problems->warnings++;
    if (problems->count < PROBLEMS_MAX)
        keep(problems, problem);
}

static void fill(const struct problem *problem, const char *text,
                 struct buf *out)
{
    for (const char *p = text; *p; p++) {
        bool is_place = p[0] == '{' && isdigit((unsigned char)p[1]) &&
                        p[1] != '0' && p[2] == '}';
        if (!is_place) {
            buf_putc(out, *p);
            continue;
        }
        size_t i = (size_t)(p[1] - '1');
        if (i < PROBLEM_ARGUMENTS_MAX && problem->arguments[i])
            buf_puts(out, problem->arguments[i]);
        p += 2;
    }
}

static const char *in(const struct words *words, const char *language,
                      const char *text)
{
    return words ? words_get(words, language, text) : text;
}

void problem_print_place(const struct problem *problem,
                         const struct words *words, const char *language,
                         struct buf *out)
{
    const struct place *place = &problem->place;

    if (place->sheet && *place->sheet)
        buf_printf(out, "%s %s", in(words, language, "sheet"), place->sheet);
    if (place->row > 0)
        buf_printf(out, ", %s %d", in(words, language, "row"), place->row);
    if (place->column && *place->column)
        buf_printf(out, ", %s %s", in(words, language, "column"),
                   place->column);
}

void problem_print_text(const struct problem *problem,
                        const struct words *words, const char *language,
                        struct buf *out)
{
    fill(problem, in(words, language, MESSAGES[problem->message].text), out);
}

void problem_print(const struct problem *problem, const struct words *words,
                   const char *language, struct buf *out)
{
    buf_puts(out, in(words, language, problem->is_error ? "error" : "warning"));
    buf_puts(out, ": ");
    problem_print_place(problem, words, language, out);
    if (problem->place.sheet && *problem->place.sheet)
        buf_puts(out, ": ");
    problem_print_text(problem, words, language, out);
}

static void print_kind(const struct problems *problems, bool errors,
                       const struct words *words, const char *language,
                       FILE *to)
{
    struct buf line;
    buf_init(&line, 0);
    for (size_t i = 0; i < problems->count; i++) {
        if (problems->items[i].is_error != errors)
            continue;
        buf_reset(&line);
        problem_print(&problems->items[i], words, language, &line);
        fprintf(to, "%s\n", buf_text(&line));
    }
    buf_clear(&line);
}

void problems_print(const struct problems *problems, const struct words *words,
                    const char *language, FILE *to)
{
    print_kind(problems, true, words, language, to);
    print_kind(problems, false, words, language, to);
}
