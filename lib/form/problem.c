#include "problem.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/words.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* The next place of a format from at on, NULL when there is none; its end and
 * its letter come out. */
static const char *find_place(const char *at, const char **end)
{
    while ((at = strchr(at, '%')) && at[1] == '%')
        at += 2;
    if (at)
        *end = at + strcspn(at, "sdu") + 1;
    return at;
}

/* At most so many bytes of a text, -1 for all of them. */
static char *take_text(const char *place, va_list *args)
{
    const char *dot = strchr(place, '.');
    const char *letter = place + strcspn(place, "sdu");
    long most = -1;

    if (dot && dot < letter)
        most = dot[1] == '*' ? va_arg(*args, int) : strtol(dot + 1, NULL, 10);
    const char *text = va_arg(*args, const char *);
    size_t size = strnlen(text, most < 0 ? SIZE_MAX / 2 : (size_t)most);
    return xstrndup(text, size);
}

static char *take(const char *place, const char *end, va_list *args)
{
    if (end[-1] == 's')
        return take_text(place, args);
    if (end[-1] == 'u')
        return xasprintf("%zu", va_arg(*args, size_t));
    return xasprintf("%d", va_arg(*args, int));
}

/* What is given may be a sentence of ours, too: of an expression it is
 * "a value is missing before )". */
static void add_given(const char *given, const struct words *words,
                      const char *language, struct buf *out)
{
    static const char BEFORE[] = " before ";
    const char *before = strstr(given, BEFORE);

    if (!words) {
        buf_puts(out, given);
        return;
    }
    char *first =
        before ? xstrndup(given, (size_t)(before - given)) : xstrdup(given);
    const char *said = words_get(words, language, first);
    buf_puts(out, said);
    if (before)
        buf_printf(out, " %s %s",
                   said == first ? "before"
                                 : words_get(words, language, "before"),
                   before + sizeof BEFORE - 1);
    free(first);
}

static void fill(const struct xform_problem *p, const char *format,
                 const struct words *words, const char *language,
                 struct buf *out)
{
    const char *end = NULL, *place;

    for (size_t i = 0; (place = find_place(format, &end)); i++) {
        buf_add(out, format, (size_t)(place - format));
        if (i < p->given_count)
            add_given(p->given[i], words, language, out);
        format = end;
    }
    buf_puts(out, format);
}

struct xform_problem problem_make(int line, bool is_error, const char *format,
                                  va_list args)
{
    struct xform_problem p = {
        .line = line, .is_error = is_error, .format = format};
    const char *end = NULL, *at = format;
    struct buf text;
    va_list rest;

    va_copy(rest, args);
    while (p.given_count < XFORM_PROBLEM_GIVEN && (at = find_place(at, &end))) {
        p.given[p.given_count++] = take(at, end, &rest);
        at = end;
    }
    va_end(rest);
    buf_init(&text, 0);
    fill(&p, format, NULL, NULL, &text);
    p.text = buf_steal(&text);
    return p;
}

void xform_problem_print(const struct xform_problem *problem,
                         const struct words *words, const char *language,
                         struct buf *out)
{
    const char *format = problem->format;

    fill(problem, words ? words_get(words, language, format) : format, words,
         language, out);
}

void problem_clear(struct xform_problem *problem)
{
    for (size_t i = 0; i < problem->given_count; i++)
        free(problem->given[i]);
    free(problem->text);
}
