/* On which terms answers are asked: what the form's own settings say
 * (campaign.h), or else the station's. Before a form is chosen the station's
 * hold. Whatever nobody said is "". */
#ifndef KIOSK_TERMS_H
#define KIOSK_TERMS_H

#include <stdbool.h>

struct kiosk;

/* Who asks. */
const char *terms_asks(const struct kiosk *kiosk);
/* Who reads single answers. */
const char *terms_reader(const struct kiosk *kiosk);
/* What the answers are for, by which day the city answers, and for how many
 * days single answers are kept. */
const char *terms_why(const struct kiosk *kiosk);
const char *terms_reply_by(const struct kiosk *kiosk);
const char *terms_keep_days(const struct kiosk *kiosk);
/* Why the form's sensitive questions are asked; "": they are not. */
const char *terms_sensitive(const struct kiosk *kiosk);
/* Whether a visit that is left is kept, marked unfinished. */
bool terms_keep_partial(const struct kiosk *kiosk);

/* What is published of a field: OPEN as it is, COUNTED, or CLOSED (only how
 * many answered). */
enum published { PUBLISHED_CLOSED, PUBLISHED_COUNTED, PUBLISHED_OPEN };
/* Which it is, by the rule that the hub keeps as well (hub/fieldclass.h). */
enum published terms_published(const struct kiosk *kiosk, const char *field,
                               bool is_choice);

#endif
