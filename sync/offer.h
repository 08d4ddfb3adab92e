/* What a target published when it was last asked, kept in memory with its
 * tags, so that asking again costs next to nothing. */
#ifndef SYNC_OFFER_H
#define SYNC_OFFER_H

#include "base/attr.h"
#include "base/err.h"
#include "wire/formlist.h"

#include <stddef.h>

struct offer;
struct xml_error;

/* Nothing was asked yet. The caller frees it. */
struct offer *offer_new(void);
/* NULL is accepted. */
void offer_free(struct offer *offer);

/* Replaces the list by a document; the old one stands when it is none. Only
 * offer_tag makes its tag count. */
MUST_USE enum err offer_read(struct offer *offer, const char *data, size_t size,
                             struct xml_error *why);
/* The list that stands. */
const struct formlist *offer_list(const struct offer *offer);

/* The tag of the list or of a form's manifest, "" when it must be fetched. */
const char *offer_tag(const struct offer *offer, const char *url);
/* Remembers a tag, once everything that the document names is here. */
void offer_set_tag(struct offer *offer, const char *url, const char *tag);

#endif
