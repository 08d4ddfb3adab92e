/* The page of the hours at which people answer a form. */
#ifndef HUB_TIMES_PAGE_H
#define HUB_TIMES_PAGE_H

struct visit;

/* GET forms/ID/times: by part of the day and by hour, as the stations' clocks
 * say; where they did not know the time, as the hub's does. */
void times_page_show(struct visit *visit);

#endif
