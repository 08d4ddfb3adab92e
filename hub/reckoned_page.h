/* What pages say of counts that are remembered (reckoned.h). */
#ifndef HUB_RECKONED_PAGE_H
#define HUB_RECKONED_PAGE_H

#include <stdint.h>

struct buf;
struct reckoned;
struct visit;

/* Replies that the answers are being counted, with a page of that title
 * (English) which looks again by itself. */
void reckoned_page_wait(struct visit *visit, const char *title);
/* Appends of how many people's answers a page is and of when, where it was
 * remembered. */
void reckoned_page_say(struct visit *visit, struct buf *out,
                       const struct reckoned *known, int64_t people);

#endif
