/* What an agent does while it rests: hands written pages on to the database
 * file, asks targets again for old answers, deletes what all of them have. */
#ifndef SYNC_TIDY_H
#define SYNC_TIDY_H

#include "base/attr.h"
#include "base/err.h"

struct agent;

/* Does what is due; errors are the database's. */
MUST_USE enum err tidy(struct agent *agent);

#endif
