/* The commands about releases. */
#ifndef HUB_COMMAND_RELEASE_H
#define HUB_COMMAND_RELEASE_H

#include "base/attr.h"
#include "base/err.h"

struct archive;
struct options;

/* `release FORM`; with --private-key on a copy, of an encrypted form. */
MUST_USE enum err command_release(struct options *options,
                                  struct archive *archive);
/* `copy release FORM FOLDER` */
MUST_USE enum err command_copy_release(struct options *options,
                                       struct archive *archive);
/* `adopt release FORM FOLDER` */
MUST_USE enum err command_adopt_release(struct options *options,
                                        struct archive *archive);

#endif
