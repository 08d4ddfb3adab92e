/* The first day: what a new hub must know, asked at the terminal. */
#ifndef HUB_INIT_H
#define HUB_INIT_H

#include "base/attr.h"
#include "base/err.h"

struct archive;
struct options;

/* `init`: asks for the name of the city, the language and the first Leader,
 * writes the settings file and prints the link that lets the Leader in, and
 * what comes next. In a settings file that is there (a package's), only name
 * and language are set. ERR_CONFLICT when the hub has people already. */
MUST_USE enum err init_run(struct options *options, struct archive *archive);

#endif
