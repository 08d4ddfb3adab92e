/* The page of one body that was set aside. */
#ifndef HUB_ASIDE_PAGE_H
#define HUB_ASIDE_PAGE_H

struct visit;

/* GET quarantine/ID: why it was set aside, what came with it and what became
 * of it; a conflict stands beside the answer that is here. */
void aside_page_show(struct visit *visit);
/* POST quarantine/ID: opens the text (decision=open, which the log notes),
 * takes in what the person made of it (repair), or counts a conflicting one
 * as an edit of the other (instead). */
void aside_page_settle(struct visit *visit);

#endif
