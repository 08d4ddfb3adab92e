/* A form that was checked and is not published yet: every question as the
 * kiosk draws it, in each language; then when and where it is to be asked. */
#ifndef HUB_STAGED_PAGE_H
#define HUB_STAGED_PAGE_H

struct buf;
struct complaints;
struct hub;
struct visit;

/* Removes what visits of an earlier hub have left in the data folder. */
void staged_page_clean(const struct hub *hub);
/* GET staged/ID; the query says in (a language) and from (a number). */
void staged_page_show(struct visit *visit);
/* POST staged/ID: publishes it, or throws it away. */
void staged_page_settle(struct visit *visit);

/* Appends what was found in a form, each with its place and line. */
void staged_page_complain(struct visit *visit, struct buf *out,
                          const struct complaints *complaints);

#endif
