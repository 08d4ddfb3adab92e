/* One response on its way to an OpenRosa server: a multipart body, or
 * several when attachments are many or large. */
#ifndef SYNC_SUBMISSION_H
#define SYNC_SUBMISSION_H

#include "base/attr.h"
#include "base/err.h"
#include "http.h"

struct buf;
struct lane;
struct response;

/* Sends the response; *out is the reply to its last request and is cleared
 * by the caller in any case. Errors as http_send, and ERR_MISSING when an
 * attachment's file is not here. */
MUST_USE enum err submission_send(struct lane *lane,
                                  const struct response *response,
                                  struct http_reply *out);

/* Appends the whole multipart body of a response with its attachments.
 * ERR_LIMIT when they are more than lane->accept_length, ERR_MISSING when one
 * is not here. */
MUST_USE enum err submission_pack(struct lane *lane,
                                  const struct response *response,
                                  const char *boundary, struct buf *out);

/* Whether a status says that the server keeps what it was sent: 201 and 202,
 * never 200, which any captive portal answers. */
bool submission_is_kept(long status);

#endif
