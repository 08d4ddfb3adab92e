/* A finished visit made ready to keep: its frozen bytes, the files that were
 * chosen, and all of it encrypted where the form asks for that. */
#ifndef KIOSK_PARCEL_H
#define KIOSK_PARCEL_H

#include "base/attr.h"
#include "base/err.h"

#include <stdbool.h>

struct config;
struct visit;

enum { PARCEL_LARGEST_FILE = 16 * 1024 * 1024 };

/* Finishes the visit's session and fills its response; files are durable in
 * the data folder when it returns. After a failure it may be called again;
 * after ERR_NONE further calls change nothing. */
MUST_USE enum err parcel_make(struct visit *visit, const struct config *config,
                              bool partial);

/* Does what of it can be done before the resident has agreed to send: freezes
 * the answers, and packs those that neither have files nor are encrypted
 * (these are written to the disk). Nothing durable is left behind. */
MUST_USE enum err parcel_prepare(struct visit *visit);

#endif
