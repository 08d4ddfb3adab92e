/* The pages on which a Leader writes the bulletin. */
#ifndef HUB_BOARD_PAGE_H
#define HUB_BOARD_PAGE_H

#include "base/attr.h"
#include "base/err.h"

struct buf;
struct visit;

/* GET bulletin: all entries, and what needs a word. */
void board_page_show(struct visit *visit);
/* GET bulletin/new, bulletin/ID: one entry to write or change. */
void board_page_edit(struct visit *visit);
/* POST bulletin: keeps it, and publishes. */
void board_page_save(struct visit *visit);

/* Appends a warning for each survey that is open and admits no problem to
 * those it asks; only one form's where form_id is not NULL. */
MUST_USE enum err board_page_warn(struct visit *visit, struct buf *out,
                                  const char *form_id);
/* Publishes the feed for a visit's hub; replies and returns 0 when it fails. */
int board_page_publish(struct visit *visit);

#endif
