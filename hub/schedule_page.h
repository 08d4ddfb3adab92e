/* When and where a form is asked. */
#ifndef HUB_SCHEDULE_PAGE_H
#define HUB_SCHEDULE_PAGE_H

#include "base/attr.h"
#include "base/err.h"

#include <stddef.h>
#include <stdint.h>

struct buf;
struct schedule;
struct visit;

/* GET forms/FORM/schedule. */
void schedule_page_show(struct visit *visit);
/* POST forms/FORM/schedule. */
void schedule_page_change(struct visit *visit);

/* Appends the fields for days and stations of a family (0: a form that was
 * never published). */
MUST_USE enum err schedule_page_ask(struct visit *visit, struct buf *out,
                                    int64_t family,
                                    const struct schedule *schedule);
/* Appends the box that closes a form for good, or that opens it again. */
void schedule_page_ask_closed(struct visit *visit, struct buf *out,
                              const struct schedule *schedule);
/* What a state is called on the pages, in English. */
const char *schedule_page_words(const char *state);
/* Reads them back; stations live in the visit's arena. *trouble is what to
 * tell the person (English) when they cannot be meant, else NULL. */
MUST_USE enum err schedule_page_read(struct visit *visit,
                                     struct schedule *schedule,
                                     const int64_t **stations, size_t *count,
                                     const char **trouble);

#endif
