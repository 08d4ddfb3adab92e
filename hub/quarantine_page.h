/* The page of what was set aside. */
#ifndef HUB_QUARANTINE_PAGE_H
#define HUB_QUARANTINE_PAGE_H

struct visit;

/* GET quarantine: what waits for a decision. */
void quarantine_page_show(struct visit *visit);
/* POST quarantine: dismisses one, which stays in the archive. */
void quarantine_page_settle(struct visit *visit);

#endif
