/* What may be asked at this station: the forms of a folder, each with its
 * dates and hours. */
#ifndef KIOSK_OFFER_H
#define KIOSK_OFFER_H

#include "base/attr.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct campaign;
struct catalog;
struct catalog_entry;
struct config;

/* Zeroed, it offers nothing. */
struct offer {
    struct catalog *catalog;
    struct campaign *campaigns; /* one for each entry of the catalog */
    uint64_t seen;              /* names, sizes and times of the folder */
};

/* Reads the folder again when anything in it has changed. */
void offer_reload(struct offer *offer, const char *folder);
/* Offers nothing any more. */
void offer_clear(struct offer *offer);

/* The i-th form that is open now, NULL beyond the last. */
const struct catalog_entry *offer_form(const struct offer *offer,
                                       const struct config *config, size_t i);
/* The settings of a form of the offer. */
const struct campaign *offer_campaign(const struct offer *offer,
                                      const struct catalog_entry *entry);
/* When the first of the closed forms opens, 0 for never. */
int64_t offer_opens(const struct offer *offer, const struct config *config);
/* Files of the folder that are no usable form. */
size_t offer_refused(const struct offer *offer);

#endif
