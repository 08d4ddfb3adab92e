/* "Find your answer": a page whose own script looks a receipt up in the whole
 * public log, in the reader's browser; the hub never learns which. Only who
 * takes an answer back tells the hub where it is. */
#ifndef HUB_FIND_PAGE_H
#define HUB_FIND_PAGE_H

struct visit;

/* GET /r: the page; the receipt's code stands in the address's fragment. */
void find_page_show(struct visit *visit);
/* GET /find.js: its script. */
void find_page_script(struct visit *visit);

#endif
