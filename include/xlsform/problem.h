/* What is wrong with a spreadsheet: every problem with its sheet, row and
 * column and with what to write instead, all found in one pass. The texts are
 * a catalogue (lib/xlsform/messages.h) and can be translated. */
#ifndef XLSFORM_PROBLEM_H
#define XLSFORM_PROBLEM_H

#include "base/attr.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct arena;
struct buf;
struct words;

/* Most problems that are kept; the rest is only counted. */
enum { PROBLEMS_MAX = 200, PROBLEM_ARGUMENTS_MAX = 4 };

/* Where in a workbook; "" and 0 when there is no such thing to name. */
struct place {
    const char *sheet;
    int row;
    const char *column;
};

struct problem {
    int message;
    bool is_error; /* otherwise a warning */
    struct place place;
    const char *arguments[PROBLEM_ARGUMENTS_MAX];
};

struct problems {
    struct arena *arena;
    struct problem *items;
    size_t count;
    size_t errors;   /* counted even beyond PROBLEMS_MAX */
    size_t warnings; /* counted even beyond PROBLEMS_MAX */
};

/* Prepares an empty list, to be freed by problems_clear. */
void problems_init(struct problems *problems);
/* Frees the list and its texts. */
void problems_clear(struct problems *problems);

/* Notes a problem. The texts after the place fill {1}, {2}... of the message,
 * are copied, and end with NULL; problem_say adds the NULL. */
void problem_add(struct problems *problems, int message, struct place place,
                 ...);
#define problem_say(problems, message, ...)                                    \
    problem_add(problems, message, __VA_ARGS__, (const char *)NULL)

/* Appends one line, "error: sheet survey, row 4, column name: ...", in the
 * language, or in English when words is NULL. */
void problem_print(const struct problem *problem, const struct words *words,
                   const char *language, struct buf *out);
/* Appends only where it is: "sheet survey, row 4, column name". */
void problem_print_place(const struct problem *problem,
                         const struct words *words, const char *language,
                         struct buf *out);
/* Appends only what is wrong, and what to write instead. */
void problem_print_text(const struct problem *problem,
                        const struct words *words, const char *language,
                        struct buf *out);
/* Writes all of them, one a line, errors first. */
void problems_print(const struct problems *problems, const struct words *words,
                    const char *language, FILE *to);

#endif
