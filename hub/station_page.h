/* The stations: how they are, where they stand, and letting one in by a code
 * that somebody types at the board (or by a token, for telephones). */
#ifndef HUB_STATION_PAGE_H
#define HUB_STATION_PAGE_H

struct visit;

/* GET stations. */
void station_page_show(struct visit *visit);
/* POST stations: adds one, or lets a known one in again; shows the code or
 * token, this once. */
void station_page_add(struct visit *visit);
/* POST stations/area: says in which neighbourhood it stands. */
void station_page_area(struct visit *visit);
/* POST stations/revoke. */
void station_page_revoke(struct visit *visit);

#endif
