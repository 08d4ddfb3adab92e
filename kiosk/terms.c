#include "terms.h"

#include "campaign.h"
#include "kiosk.h"

#include "base/conf.h"

#include <stddef.h>
#include <string.h>

/* The form's own setting, or the station's. */
static const char *own(const struct kiosk *kiosk, const char *station,
                       size_t member)
{
    const struct catalog_entry *entry = kiosk->visit.entry;

    if (!entry)
        return station;
    const struct campaign *c = offer_campaign(&kiosk->offer, entry);
    const char *text = *(char *const *)((const char *)c + member);
    return *text ? text : station;
}

const char *terms_asks(const struct kiosk *kiosk)
{
    return own(kiosk, kiosk->config.asks, offsetof(struct campaign, asks));
}

const char *terms_reader(const struct kiosk *kiosk)
{
    return own(kiosk, kiosk->config.reader, offsetof(struct campaign, reader));
}

const char *terms_why(const struct kiosk *kiosk)
{
    return own(kiosk, "", offsetof(struct campaign, why));
}

const char *terms_reply_by(const struct kiosk *kiosk)
{
    return own(kiosk, "", offsetof(struct campaign, reply_by));
}

const char *terms_keep_days(const struct kiosk *kiosk)
{
    return own(kiosk, "", offsetof(struct campaign, keep));
}

enum published terms_published(const struct kiosk *kiosk, const char *field,
                               bool is_choice)
{
    if (conf_list_has(own(kiosk, "", offsetof(struct campaign, closed)), field))
        return PUBLISHED_CLOSED;
    if (conf_list_has(own(kiosk, "", offsetof(struct campaign, open)), field))
        return PUBLISHED_OPEN;
    return is_choice ? PUBLISHED_COUNTED : PUBLISHED_CLOSED;
}

const char *terms_sensitive(const struct kiosk *kiosk)
{
    return own(kiosk, "", offsetof(struct campaign, sensitive));
}

bool terms_keep_partial(const struct kiosk *kiosk)
{
    const char *station = kiosk->config.keep_partial ? "yes" : "no";

    return strcmp(own(kiosk, station, offsetof(struct campaign, partial)),
                  "yes") == 0;
}
