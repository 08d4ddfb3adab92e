/* The page of the audit log. */
#ifndef HUB_LOG_PAGE_H
#define HUB_LOG_PAGE_H

struct visit;

/* GET log: what was done, newest first. */
void log_page_show(struct visit *visit);

#endif
