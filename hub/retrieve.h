/* The command that writes answers out. */
#ifndef HUB_RETRIEVE_H
#define HUB_RETRIEVE_H

#include "base/attr.h"
#include "base/err.h"

struct archive;
struct options;

/* `export FORM`; with --output it says the cursor for the next time on
 * standard output. */
MUST_USE enum err retrieve_export(struct options *options,
                                  struct archive *archive);

#endif
