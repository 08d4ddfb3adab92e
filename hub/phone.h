/* A home for phones: what ODK Collect must know of the hub, as the QR code
 * that it scans (docs.getodk.org/collect-import-export). */
#ifndef HUB_PHONE_H
#define HUB_PHONE_H

#include "base/attr.h"
#include "base/err.h"

#include <stdio.h>

struct archive;
struct buf;
struct options;

/* Appends the text of the code for a station's token: settings as JSON,
 * compressed by zlib, in base64. name is the project's, address the hub's. */
MUST_USE enum err phone_settings(struct buf *out, const char *name,
                                 const char *address, const char *token);
/* Appends a code as SVG, black on white. ERR_LIMIT when the text is too long
 * for one. */
MUST_USE enum err phone_svg(struct buf *out, const char *text);
/* `phone NAME`: adds a station for a phone and shows its code, on the terminal
 * or with --output as an SVG file. */
MUST_USE enum err phone_add(struct options *options, struct archive *archive);

#endif
