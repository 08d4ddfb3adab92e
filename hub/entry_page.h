/* The page on which a Leader writes one entry of the bulletin. */
#ifndef HUB_ENTRY_PAGE_H
#define HUB_ENTRY_PAGE_H

#include "record/bulletin.h"

struct visit;

/* What a kind is called on the pages, in English; NULL: nobody writes it. */
const char *entry_page_kind(enum entry_kind kind);
/* What a state is called on the pages, in English. */
const char *entry_page_standing(enum standing standing);

/* GET bulletin/new, bulletin/ID: one entry to write or change. */
void entry_page_show(struct visit *visit);
/* POST bulletin: keeps it, and publishes. */
void entry_page_save(struct visit *visit);

#endif
