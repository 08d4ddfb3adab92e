/* The pages that say how things stand. */
#ifndef HUB_OVERVIEW_H
#define HUB_OVERVIEW_H

struct visit;

/* GET /: what needs a person, what came in today, the forms. */
void overview_show(struct visit *visit);

#endif
