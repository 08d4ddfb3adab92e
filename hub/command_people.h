/* The commands about people and their passwords. */
#ifndef HUB_COMMAND_PEOPLE_H
#define HUB_COMMAND_PEOPLE_H

#include "base/attr.h"
#include "base/err.h"

struct archive;
struct options;

/* `admin add NAME`: a Leader of the whole hub. */
MUST_USE enum err command_add_admin(struct options *options,
                                    struct archive *archive);
/* `link [NAME]`: prints a sign-in link. */
MUST_USE enum err command_make_link(struct options *options,
                                    struct archive *archive);
/* The hub runs these two beside its loop (credential.h): hash and password on
 * standard input, a line each, the answer is the status; and a password on
 * standard input, its hash on standard output. */
MUST_USE enum err command_check_password(struct options *options,
                                         struct archive *archive);
MUST_USE enum err command_hash_password(struct options *options,
                                        struct archive *archive);

#endif
