/* What the screens of the bulletin share. */
#ifndef SCREEN_CITY_H
#define SCREEN_CITY_H

#include "record/bulletin.h"
#include "screen/screen.h"

/* How an entry stands, in capitals: "WE DID", "LATE by 12 days". */
const char *city_standing(struct stage *stage, const struct entry *entry);
/* Its title in the visitor's language. */
const char *city_title(struct stage *stage, const struct entry *entry);
/* What the city answered last and how many were heard, for the first screen;
 * returns the rows that it took. */
int city_news(struct stage *stage, struct rect area);
/* The entry that is read now; NULL when the bulletin changed meanwhile. */
const struct entry *city_entry(struct stage *stage);
/* Whether this visit has told the city about an entry already. */
bool city_has_told(const struct stage *stage, const struct entry *entry);
/* Keeps a backing, or a rating (stars "1" to "5"), as an answer. */
enum place city_tell(struct stage *stage, const struct entry *entry,
                     const char *stars);

#endif
