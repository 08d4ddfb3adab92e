/* The public page "who does what" of a survey. */
#ifndef HUB_WHO_PAGE_H
#define HUB_WHO_PAGE_H

struct visit;

/* GET who/FORM: each role, what it does, who has it, what it may do. */
void who_page_show(struct visit *visit);

#endif
