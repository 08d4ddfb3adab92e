/* Replies that are made once and given any number of times: public files,
 * which never change. */
#ifndef HUB_REPLY_H
#define HUB_REPLY_H

#include <stddef.h>

struct reply;

struct reply_header {
    const char *name, *value;
};

/* A reply with a copy of the bytes; the caller frees it. data NULL: without a
 * body, as for 304. */
struct reply *reply_new(unsigned status, const struct reply_header *headers,
                        size_t count, const void *data, size_t size);
/* NULL is accepted. Replies under way are finished first. */
void reply_free(struct reply *reply);

/* For the door to libmicrohttpd alone: the status and its own object. */
unsigned reply_status(const struct reply *reply);
/* A struct MHD_Response. */
void *reply_response(const struct reply *reply);

#endif
