/* When and where a form is asked. */
#ifndef HUB_SCHEDULE_PAGE_H
#define HUB_SCHEDULE_PAGE_H

struct visit;

/* GET forms/FORM/schedule. */
void schedule_page_show(struct visit *visit);
/* POST forms/FORM/schedule. */
void schedule_page_change(struct visit *visit);

#endif
