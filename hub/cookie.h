/* The hub's cookies: the session, and the mark of a device on which somebody
 * has signed in before. Over HTTPS their names begin with "__Host-", so that
 * no other host of the domain can set them. */
#ifndef HUB_COOKIE_H
#define HUB_COOKIE_H

#include <stdbool.h>

struct visit;

/* Whether people reach the hub over HTTPS, by itself or by its proxy. */
bool cookie_is_secure(const struct visit *visit);
/* The session's secret as the browser shows it, or NULL. */
const char *cookie_session(struct visit *visit);
/* Sends a session's secret for so many hours; NULL takes it back. */
void cookie_set_session(struct visit *visit, const char *secret);
/* Whether the browser's mark says that this person has signed in on it; then
 * device gets the mark's number, which counts as the device. */
bool cookie_knows_device(struct visit *visit, const char *name,
                         const char **device);
/* Marks the browser as one of that person's. */
void cookie_set_device(struct visit *visit, const char *name);

#endif
