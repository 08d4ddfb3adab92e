/* Taking an answer back with the number of its receipt: the only way in which
 * somebody without a name changes the archive. */
#ifndef HUB_WITHDRAWAL_H
#define HUB_WITHDRAWAL_H

struct visit;

/* POST /proof/withdraw, fields log, index and token: 204 when the answer was
 * taken back, 403 for a wrong number, 404 when there is none (any more). */
void withdrawal_on_page(struct visit *visit);
/* POST ~/withdraw, from a station where somebody asked: the same, but 410 when
 * it is gone already, and 404 when it may still come. Instead of log and
 * index, which another station does not know, code will do. */
void withdrawal_at_station(struct visit *visit);

#endif
