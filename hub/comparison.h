/* Two bodies of one form beside each other, question by question. */
#ifndef HUB_COMPARISON_H
#define HUB_COMPARISON_H

#include "base/attr.h"
#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
struct comparison;
struct models;

enum { COMPARED = 2 };

/* What a question holds in either body; "" where it has no answer. */
struct compared {
    const char *label; /* of the question, or its name */
    size_t number;     /* of the repeat, from 0 */
    bool is_repeated;
    bool is_text; /* free text, for those who may read it */
    const char *value[COMPARED];
};

/* An empty comparison in an arena. */
struct comparison *comparison_new(struct arena *arena);
/* Reads a body of a form version as side 0 or 1, labels in a language.
 * ERR_FORMAT when it is not of that form. */
MUST_USE enum err comparison_read(struct comparison *comparison,
                                  struct models *models, int64_t form,
                                  const char *language, size_t side,
                                  const char *body, size_t size);
/* How many questions either body answers. */
size_t comparison_count(const struct comparison *comparison);
/* One of them, in the form's order. */
const struct compared *comparison_at(const struct comparison *comparison,
                                     size_t i);
/* Whether the bodies differ in it. */
bool compared_differs(const struct compared *compared);

#endif
