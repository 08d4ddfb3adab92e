/* Somebody comes back with a receipt: where the answer is, as far as this
 * station knows, and taking it back. */
#ifndef KIOSK_INQUIRY_H
#define KIOSK_INQUIRY_H

#include "base/attr.h"
#include "base/err.h"
#include "proof/tag.h"
#include "station/finding.h"

struct kiosk;

/* Results as finding_look. */
MUST_USE enum err inquiry_look(struct kiosk *kiosk, const char *typed,
                               struct found *out);
/* Results as finding_withdraw; the agent is woken to carry it. */
MUST_USE enum err inquiry_withdraw(struct kiosk *kiosk, struct found *found,
                                   const char *typed);
/* The tag by which the bulletin knows an idea, when a withdrawal number was
 * typed; "" for anything else. */
void inquiry_tag(const char *typed, char out[TAG_SIZE]);
/* Whether there is something to take back that nobody has taken back yet. */
bool inquiry_can_withdraw(const struct found *found);

#endif
