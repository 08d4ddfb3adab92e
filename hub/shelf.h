/* The shelf of public files: the releases' folders and the bulletin, read
 * once, kept in memory with all their headers, and given out to anybody. What
 * stands under a release's number never changes. */
#ifndef HUB_SHELF_H
#define HUB_SHELF_H

#include <stdint.h>

struct shelf;
struct visit;

/* An empty shelf over the folder of public files, which is copied. */
struct shelf *shelf_new(const char *folder);
/* NULL is accepted; no request may be under way. */
void shelf_free(struct shelf *shelf);
/* A turn of the loop begins: what stands in the folder is looked at anew, but
 * once for all who ask in this turn. */
void shelf_turn(struct shelf *shelf);

/* Replies with a file of the folder: 304 where the reader has it, compressed
 * where the reader takes that, 404 where there is none. path is relative and
 * its segments are safe names. A file that is `fixed` may be kept by readers
 * for ever. */
void shelf_give(struct visit *visit, const char *path, int fixed);
/* The last release of a form that is public, -1 when there is none. */
int64_t shelf_latest(struct shelf *shelf, const char *form_id);

/* GET /r/FORM, /r/FORM/NUMBER, /r/FORM/NUMBER/FILE ("latest" is a number) and
 * /bulletin.atom */
void shelf_release(struct visit *visit);
/* A page of a release, in the visitor's language. */
void shelf_release_page(struct visit *visit);
/* The bulletin, for feed readers. */
void shelf_bulletin(struct visit *visit);

#endif
