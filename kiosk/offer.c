#include "offer.h"

#include "campaign.h"
#include "config.h"

#include "base/log.h"
#include "base/mem.h"
#include "base/stamp.h"
#include "form/catalog.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static uint64_t mix(uint64_t hash, const void *data, size_t size)
{
    const unsigned char *at = data;

    while (size--)
        hash = (hash ^ *at++) * 0x100000001b3u;
    return hash;
}

/* A number that is another one whenever a file came, went or changed. The
 * order in which the folder names its files does not matter. */
static uint64_t look(const char *folder)
{
    DIR *dir = opendir(folder);
    uint64_t all = 1;

    for (struct dirent *e; dir && (e = readdir(dir));) {
        struct stat st;
        /* The folder above changes with every file that an answer brings. */
        if (e->d_name[0] == '.' || fstatat(dirfd(dir), e->d_name, &st, 0))
            continue;
        uint64_t one = mix(0xcbf29ce484222325u, e->d_name, strlen(e->d_name));
        one = mix(one, &st.st_size, sizeof st.st_size);
        one = mix(one, &st.st_ino, sizeof st.st_ino);
        all += mix(one, &st.st_mtim, sizeof st.st_mtim);
    }
    if (dir)
        closedir(dir);
    return all;
}

void offer_reload(struct offer *offer, const char *folder)
{
    struct catalog *catalog = NULL;
    uint64_t seen = look(folder);

    if (seen == offer->seen || catalog_open(&catalog, folder))
        return;
    offer_clear(offer);
    size_t count = catalog_count(catalog);
    offer->catalog = catalog;
    offer->seen = seen;
    offer->campaigns = xcalloc(count + 1, sizeof *offer->campaigns);
    for (size_t i = 0; i < count; i++) {
        const char *path = catalog_entry(catalog, i)->path;
        if (campaign_read(&offer->campaigns[i], path))
            log_warn("%s: asked as if it had no settings", path);
    }
}

void offer_clear(struct offer *offer)
{
    size_t count = offer->catalog ? catalog_count(offer->catalog) : 0;

    for (size_t i = 0; i < count; i++)
        campaign_clear(&offer->campaigns[i]);
    free(offer->campaigns);
    catalog_free(offer->catalog);
    *offer = (struct offer){0};
}

/* Forms that a station fills in by itself: nobody is asked them. */
static bool is_silent(const struct catalog_entry *entry)
{
    return strcmp(entry->id, "backing") == 0 ||
           strcmp(entry->id, "rating") == 0;
}

static bool is_offered(const struct config *config,
                       const struct catalog_entry *entry)
{
    if (is_silent(entry))
        return false;
    return !*config->form || strcmp(config->form, entry->id) == 0;
}

/* A clock that was never set cannot keep anybody out. */
static bool is_open(const struct campaign *campaign,
                    const struct config *config)
{
    int64_t now = stamp_wall_ms();

    return !stamp_is_known(now) ||
           campaign_is_open(campaign, config->hours, now);
}

const struct catalog_entry *offer_form(const struct offer *offer,
                                       const struct config *config, size_t i)
{
    size_t count = offer->catalog ? catalog_count(offer->catalog) : 0;

    for (size_t n = 0; n < count; n++) {
        const struct catalog_entry *entry = catalog_entry(offer->catalog, n);
        if (is_offered(config, entry) &&
            is_open(&offer->campaigns[n], config) && i-- == 0)
            return entry;
    }
    return NULL;
}

const struct campaign *offer_campaign(const struct offer *offer,
                                      const struct catalog_entry *entry)
{
    size_t i = 0;

    while (catalog_entry(offer->catalog, i) != entry)
        i++;
    return &offer->campaigns[i];
}

int64_t offer_opens(const struct offer *offer, const struct config *config)
{
    size_t count = offer->catalog ? catalog_count(offer->catalog) : 0;
    int64_t now = stamp_wall_ms(), first = 0;

    for (size_t i = 0; i < count; i++) {
        if (!is_offered(config, catalog_entry(offer->catalog, i)))
            continue;
        int64_t at = campaign_opens(&offer->campaigns[i], config->hours, now);
        if (at && (!first || at < first))
            first = at;
    }
    return first;
}

size_t offer_refused(const struct offer *offer)
{
    return offer->catalog ? catalog_refused(offer->catalog) : 0;
}
