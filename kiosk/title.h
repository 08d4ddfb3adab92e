/* By which words a worker's list tells one interview from another. */
#ifndef KIOSK_TITLE_H
#define KIOSK_TITLE_H

struct session;

/* The title that the form gives its instances, or the first two answers that a
 * person can read, hidden ones left out; the caller frees it. "" where there
 * is nothing yet. */
char *title_of(struct session *session);

#endif
