/* Where a request ends must be plain to everybody on its way: else a proxy
 * and the hub could take a part of one request for another of their own. */
#ifndef HUB_FRAMING_H
#define HUB_FRAMING_H

#include <stdbool.h>

struct MHD_Connection;

/* Whether the headers say it in one way (RFC 9112, 6.1 and 6.3): one length
 * of digits alone, or chunks, not both; no header with a blank at the end of
 * its name (5.1). */
bool framing_is_plain(struct MHD_Connection *connection);

/* Whether each argument of the query can be unescaped (http.h, url_decode). */
bool framing_query_is_text(struct MHD_Connection *connection);

/* The first name in the query that is none of these, whose list NULL ends; NULL
 * when all are known. It lives as long as the connection's request. */
const char *framing_query_other(struct MHD_Connection *connection,
                                const char *const *known);

#endif
