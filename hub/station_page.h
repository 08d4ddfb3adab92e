/* The pages of stations and of what was set aside. */
#ifndef HUB_STATION_PAGE_H
#define HUB_STATION_PAGE_H

struct visit;

/* GET stations: each with when it was last heard. */
void station_page_show(struct visit *visit);
/* POST stations: adds one (or renews its token) and shows the token once. */
void station_page_add(struct visit *visit);
/* POST stations/revoke: takes a token away. */
void station_page_revoke(struct visit *visit);

#endif
