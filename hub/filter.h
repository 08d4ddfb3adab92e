/* Which answers an export or a page is about: by time of arrival, station,
 * state, review, version and by the answers themselves.
 *
 * A condition on answers is written as people say it:
 *     gusta = si and edad >= 18 and texto ~ "agua"
 * NAME OP VALUE joined by `and`; OP is = != < <= > >= or ~ (contains). A value
 * with blanks stands in "double quotes" (a quote in it is doubled). Both sides
 * that are numbers compare as numbers, otherwise as text; for a question with
 * several choices = and != ask whether the choice is among the chosen ones. An
 * empty value ("") means no answer. */
#ifndef HUB_FILTER_H
#define HUB_FILTER_H

#include "base/attr.h"
#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>

struct cell;
struct filter;
struct flat;
struct plan;

/* What was asked for; NULL or "" means any. */
struct filter_terms {
    const char *from, *until; /* ISO 8601; from this instant, before that one */
    const char *station;      /* its name */
    const char *state;  /* archive.h; several joined by commas, or "all" */
    const char *review; /* likewise */
    const char *version;
    const char *where;
};

/* Reads the terms; the caller frees it. ERR_FORMAT when they cannot be
 * understood: *why then says it in one English sentence. Without a state only
 * accepted answers pass. */
MUST_USE enum err filter_new(struct filter **out,
                             const struct filter_terms *terms,
                             const char **why);
/* NULL is accepted. */
void filter_free(struct filter *filter);
/* Finds the columns that the condition names in a plan, which must outlive
 * it; ERR_MISSING (logged) when there is none of that name. */
MUST_USE enum err filter_bind(struct filter *filter, const struct plan *plan);
/* Whether there is a condition on answers. */
bool filter_asks_answers(const struct filter *filter);
/* Whether a row passes by what the archive knows of it. */
bool filter_takes(const struct filter *filter, const struct plan *plan,
                  const struct flat *flat);
/* Whether it passes by its answers, placed as the bound plan says. */
bool filter_takes_answers(const struct filter *filter,
                          const struct cell *cells);

#endif
