/* Certificates of a server, as far as somebody must act on them. */
#ifndef BASE_CERTIFICATE_H
#define BASE_CERTIFICATE_H

#include "base/attr.h"
#include "base/err.h"

/* Whole days from now until the first certificate in a PEM file expires;
 * negative when it has. ERR_MISSING when there is no such file, ERR_FORMAT
 * when it holds no certificate. */
MUST_USE enum err certificate_days_left(const char *path, int *days);

#endif
