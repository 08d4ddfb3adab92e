/* The listening socket, opened by ourselves so that its errors can be told
 * in plain words. */
#ifndef HUB_LISTEN_H
#define HUB_LISTEN_H

#include "base/attr.h"
#include "base/err.h"

/* Listens on a numeric address or "localhost"; port_taken gets the port that
 * was opened. Errors as http_open. */
MUST_USE enum err listen_open(int *fd, const char *address, long port,
                              long *port_taken);

#endif
