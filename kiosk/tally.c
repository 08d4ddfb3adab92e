#include "tally.h"

#include "base/mem.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Whoever counts for a day has as many minutes; the rest goes into the last. */
enum { MOST_MINUTES = 24 * 60, MOST_CATEGORIES = 100 };

static void read_minute(const char *text, size_t size, size_t categories,
                        unsigned long *out)
{
    const char *at = text;

    for (size_t i = 0; i < categories && at < text + size; i++) {
        char *end;
        unsigned long number = strtoul(at, &end, 10);
        if (end == at || end > text + size)
            return;
        out[i] = number;
        at = end;
    }
}

static void print_minute(const unsigned long *numbers, size_t categories,
                         struct buf *out)
{
    for (size_t i = 0; i < categories; i++)
        buf_printf(out, "%s%lu", i ? " " : "", numbers[i]);
}

void tally_add(const char *text, size_t minute, size_t category,
               size_t categories, struct buf *out)
{
    unsigned long *numbers = xcalloc(categories + 1, sizeof *numbers);
    const char *at = text;

    if (minute >= MOST_MINUTES)
        minute = MOST_MINUTES - 1;
    for (size_t m = 0; m <= minute || *at; m++) {
        size_t size = strcspn(at, ";");
        memset(numbers, 0, (categories + 1) * sizeof *numbers);
        read_minute(at, size, categories, numbers);
        if (m == minute && category < categories)
            numbers[category]++;
        buf_puts(out, m ? "; " : "");
        print_minute(numbers, categories, out);
        at += size + (at[size] == ';');
    }
    free(numbers);
}

void tally_print(size_t minute, size_t category, size_t categories,
                 char out[TALLY_COUNT_SIZE])
{
    snprintf(out, TALLY_COUNT_SIZE, "%zu %zu %zu", minute, category,
             categories);
}

enum answer tally_answer(struct session *session, const char *ref,
                         const char *count)
{
    const char *before = session_value(session, ref);
    size_t minute, category, categories;
    struct buf series;

    if (!before ||
        sscanf(count, "%zu %zu %zu", &minute, &category, &categories) != 3 ||
        categories > MOST_CATEGORIES)
        return ANSWER_UNKNOWN;
    buf_init(&series, 0);
    tally_add(before, minute, category, categories, &series);
    enum answer answer = session_answer(session, ref, buf_text(&series));
    buf_clear(&series);
    return answer;
}
