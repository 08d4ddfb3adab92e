/* The bulletin as public pages: what the city promised and what became of it,
 * what it cannot solve, what it replied; and the ideas of residents. */
#ifndef HUB_CIVIC_PAGE_H
#define HUB_CIVIC_PAGE_H

#include <stdbool.h>
#include <stddef.h>

struct buf;
struct visit;

/* The public pages, in the order of their menu. */
struct civic_place {
    const char *path, *word;
    bool of_form; /* the form's id follows */
};
extern const struct civic_place CIVIC_PLACES[];
extern const size_t CIVIC_PLACES_COUNT;

/* Appends the menu of the public pages, about one form where form_id is not
 * NULL. */
void civic_page_menu(struct visit *visit, struct buf *out, const char *form_id);
/* The last survey that had a release, for pages about none; NULL when there
 * was none yet. It lives as long as the request. */
const char *civic_page_last_form(struct visit *visit);
/* GET charter/FORM: why a survey asks, and what becomes of the answers. */
void civic_page_charter(struct visit *visit);

/* GET promises */
void civic_page_promises(struct visit *visit);
/* GET ideas */
void civic_page_ideas(struct visit *visit);

#endif
