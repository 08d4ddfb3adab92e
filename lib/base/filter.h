/* The door to libseccomp: system calls that a confined program never needs. */
#ifndef BASE_FILTER_H
#define BASE_FILTER_H

#include "base/attr.h"
#include "base/err.h"

/* Refuses them from now on with EPERM, and sockets but those of enum
 * sandbox_socket in `sockets`. ERR_DENIED (logged) when the kernel would not
 * have it. */
MUST_USE enum err filter_load(unsigned sockets);

#endif
