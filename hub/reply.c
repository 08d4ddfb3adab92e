#include "reply.h"

#include "base/mem.h"

#include <microhttpd.h>
#include <stdlib.h>

struct reply {
    unsigned status;
    struct MHD_Response *response;
};

struct reply *reply_new(unsigned status, const struct reply_header *headers,
                        size_t count, const void *data, size_t size)
{
    struct reply *reply = xcalloc(1, sizeof *reply);

    reply->status = status;
    reply->response = MHD_create_response_from_buffer(
        data ? size : 0, (void *)(data ? data : ""), MHD_RESPMEM_MUST_COPY);
    for (size_t i = 0; i < count; i++)
        MHD_add_response_header(reply->response, headers[i].name,
                                headers[i].value);
    return reply;
}

void reply_free(struct reply *reply)
{
    if (!reply)
        return;
    MHD_destroy_response(reply->response);
    free(reply);
}

unsigned reply_status(const struct reply *reply)
{
    return reply->status;
}

void *reply_response(const struct reply *reply)
{
    return reply->response;
}
