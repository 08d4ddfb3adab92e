/* Tells people of an alert outside: by webhook (the program curl) and by mail
 * (sendmail), as the settings say. */
#ifndef HUB_HERALD_H
#define HUB_HERALD_H

#include <stdbool.h>

struct alert;
struct buf;
struct config;

/* Tells by all ways that are set; false (logged) when one failed, so that it
 * is tried again. Takes at most some seconds. */
bool herald_tell(const struct config *config, const struct alert *alert);
/* Appends an alert as the JSON object that webhooks get. */
void herald_json(struct buf *out, const struct config *config,
                 const struct alert *alert);

#endif
