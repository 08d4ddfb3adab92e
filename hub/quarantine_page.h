/* The page of what was set aside. */
#ifndef HUB_QUARANTINE_PAGE_H
#define HUB_QUARANTINE_PAGE_H

struct visit;

/* GET quarantine: what waits for a decision. */
void quarantine_page_show(struct visit *visit);
/* POST quarantine: judges one again and takes it in (decision=accept), or
 * dismisses it; either way it stays in the archive. */
void quarantine_page_settle(struct visit *visit);

#endif
