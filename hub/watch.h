/* The process beside the hub that looks for what people should be told. It
 * starts before the hub confines itself: it must reach curl and sendmail. */
#ifndef HUB_WATCH_H
#define HUB_WATCH_H

#include "base/attr.h"
#include "base/err.h"

struct archive;
struct options;

/* Looks and tells every minute until whoever reads its output is gone;
 * --once does so once. */
MUST_USE enum err watch(struct options *options, struct archive *archive);

#endif
