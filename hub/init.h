/* The first day: what a new hub must know, asked at the terminal. */
#ifndef HUB_INIT_H
#define HUB_INIT_H

#include "base/attr.h"
#include "base/err.h"

struct archive;
struct options;

/* `init`: asks for the name of the city, the language and the first Leader,
 * writes the settings file and prints the link that lets the Leader in, and
 * what comes next. ERR_CONFLICT when the settings file is there already:
 * nothing is overwritten. */
MUST_USE enum err init_run(struct options *options, struct archive *archive);

#endif
