/* Two questions against each other, and answers on a map. */
#ifndef HUB_CROSS_PAGE_H
#define HUB_CROSS_PAGE_H

struct visit;

/* GET forms/FORM/cross?a=NAME&b=NAME. */
void cross_page_show(struct visit *visit);
/* GET forms/FORM/map: points of the form's first place. */
void map_page_show(struct visit *visit);

#endif
