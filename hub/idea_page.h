/* The page on which a Facilitator reads ideas, one at a time. */
#ifndef HUB_IDEA_PAGE_H
#define HUB_IDEA_PAGE_H

struct visit;

/* GET ideas/review */
void idea_page_show(struct visit *visit);
/* POST ideas/review */
void idea_page_decide(struct visit *visit);

#endif
