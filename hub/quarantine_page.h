/* The page of what was set aside. */
#ifndef HUB_QUARANTINE_PAGE_H
#define HUB_QUARANTINE_PAGE_H

#include <stdint.h>

struct buf;
struct visit;

/* Why something was set aside, in English words for N_(). */
const char *quarantine_page_words(const char *reason);
/* Appends the buttons that judge one again, or dismiss it. */
void quarantine_page_buttons(struct visit *visit, struct buf *out, int64_t id);

/* GET quarantine: what waits for a decision. */
void quarantine_page_show(struct visit *visit);
/* POST quarantine: judges one again and takes it in (decision=accept), or
 * dismisses it; either way it stays in the archive. */
void quarantine_page_settle(struct visit *visit);

#endif
