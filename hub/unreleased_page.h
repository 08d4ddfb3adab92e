/* What stands where a survey's figures will be. */
#ifndef HUB_UNRELEASED_PAGE_H
#define HUB_UNRELEASED_PAGE_H

struct visit;

/* Replies for the visit's form (its first part), of which nothing is public
 * yet: that nothing is, and when something will be. There is nothing at the
 * address of a form that is not published. */
void unreleased_page(struct visit *visit, const char *title);

#endif
