/* How often somebody failed lately: a bounded table in memory. Keys are
 * texts (an address, a name, a device); who fills the table with others'
 * keys only pushes out the oldest. */
#ifndef HUB_THROTTLE_H
#define HUB_THROTTLE_H

#include <stdbool.h>
#include <stdint.h>

struct throttle;

/* An empty table that forgets a key after window_ms; the caller frees it. */
struct throttle *throttle_new(int64_t window_ms);
/* NULL is accepted. */
void throttle_free(struct throttle *throttle);
/* Whether a key of a kind has failed limit times within the window. */
bool throttle_is_over(const struct throttle *throttle, const char *kind,
                      const char *key, int64_t now_ms, unsigned limit);
/* Counts one more failure. */
void throttle_count(struct throttle *throttle, const char *kind,
                    const char *key, int64_t now_ms);
/* Forgets a key's failures. */
void throttle_forget(struct throttle *throttle, const char *kind,
                     const char *key);

#endif
