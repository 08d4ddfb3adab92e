/* Subcommands about what travels down to stations, whose key signs it, and
 * what comes by stick. */
#ifndef HUB_COMMAND_EDITION_H
#define HUB_COMMAND_EDITION_H

#include "base/attr.h"
#include "base/err.h"

struct archive;
struct options;

/* `offer KIND FILE`: adds or replaces a theme, bulletin or release. */
MUST_USE enum err command_offer(struct options *o, struct archive *archive);
/* `withdraw KIND NAME`: takes it away; ERR_MISSING when there is none. */
MUST_USE enum err command_withdraw(struct options *o, struct archive *archive);
/* `key`: prints the hub's public key. */
MUST_USE enum err command_print_key(struct options *o, struct archive *archive);
/* `key rotate`: makes a new key and prints its public half. */
MUST_USE enum err command_rotate_key(struct options *o,
                                     struct archive *archive);

/* `import STICK...`: takes the bundles there and writes the verdicts. */
MUST_USE enum err command_import(struct options *o, struct archive *archive);
/* `stick FOLDER [DAYS]`: lets stations serve the stick by themselves. */
MUST_USE enum err command_stick(struct options *o, struct archive *archive);

#endif
