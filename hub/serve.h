/* The hub at work: the one loop over requests, children and signals. */
#ifndef HUB_SERVE_H
#define HUB_SERVE_H

#include "base/attr.h"
#include "base/err.h"

struct config;

/* Serves until SIGTERM or SIGINT; whatever was in line then is kept and
 * answered first. Logs the address once the port is open. */
MUST_USE enum err serve(struct config *config);

#endif
