/* Subcommands about stations. */
#ifndef HUB_COMMAND_STATION_H
#define HUB_COMMAND_STATION_H

#include "base/attr.h"
#include "base/err.h"

struct archive;
struct options;

/* `station add NAME`: prints a new token. */
MUST_USE enum err command_add_station(struct options *o,
                                      struct archive *archive);
/* `station enrol NAME`: prints a code for one use. */
MUST_USE enum err command_invite_station(struct options *o,
                                         struct archive *archive);
/* `station revoke NAME`: ERR_MISSING when there is none (logged). */
MUST_USE enum err command_revoke_station(struct options *o,
                                         struct archive *archive);

#endif
