/* What a client says of the encodings that it takes. */
#ifndef HUB_ENCODING_H
#define HUB_ENCODING_H

#include <stdbool.h>

/* Whether the Accept-Encoding header (RFC 9110, section 12.5.3; NULL: there is
 * none) allows a coding: by its name, or else by "*", and not with q=0. */
bool encoding_is_accepted(const char *header, const char *coding);

#endif
