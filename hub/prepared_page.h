/* The pages of exports that take long. */
#ifndef HUB_PREPARED_PAGE_H
#define HUB_PREPARED_PAGE_H

struct buf;
struct visit;

/* GET exports: those of whoever is signed in. */
void prepared_page_list(struct visit *visit);
/* POST exports: begins one. */
void prepared_page_start(struct visit *visit);
/* GET exports/ID: how far it is. */
void prepared_page_show(struct visit *visit);
/* POST exports/ID: cancels or removes it. */
void prepared_page_remove(struct visit *visit);
/* GET exports/ID/file. */
void prepared_page_file(struct visit *visit);

/* Appends what begins an export of a form, for the form's own page. */
void prepared_page_ask(struct visit *visit, struct buf *out,
                       const char *form_id);

#endif
