/* The door to libcurl: one request at a time over a kept connection, within
 * limits of size and time, without following redirects. */
#ifndef SYNC_HTTP_H
#define SYNC_HTTP_H

#include "base/attr.h"
#include "base/buf.h"
#include "base/err.h"
#include "trouble.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct config;
struct http;
struct target;

enum http_method { HTTP_GET, HTTP_HEAD, HTTP_POST };

struct http_request {
    enum http_method method;
    const char *url;
    const char *content_type; /* of the body */
    const char *encoding;     /* of the body, or NULL */
    const struct buf *body;
    const char *etag; /* answer 304 when it still has this one; or NULL */
    bool bare;        /* only the headers that a hub of ours needs */
    size_t limit;     /* bytes of the reply's body */
};

struct http_reply {
    long status; /* 0: no whole reply came */
    enum trouble trouble;
    bool sent; /* the request may have reached the server */
    struct buf body;
    char type[80];     /* media type, lower case, without parameters */
    char etag[200];    /* "" when there was none */
    char promise[256]; /* the line of proof/promise.h, "" : none */
    char log[96];      /* of a hub: "NAME SIZE" of its log, "" : not said */
    int64_t retry_after_ms;
    int64_t server_ms;    /* the server's wall clock; 0: not said */
    size_t accept_length; /* what the server takes at once; 0: not said */
    long hub_version;     /* of a hub of ours, 0: none answered */
    bool hub_lacks_zstd;
    int64_t sent_bytes, received_bytes;
};

/* A client for one target; the caller frees it. */
struct http *http_new(const struct config *config, const struct target *target);
/* NULL is accepted. */
void http_free(struct http *http);

/* Sends and waits for the whole reply; *out is made here and cleared by
 * http_reply_clear in any case. ERR_NETWORK when none came (out->trouble says
 * why); ERR_BUSY when the process was told to end meanwhile. The token goes
 * to the target's own origin only. */
MUST_USE enum err http_send(struct http *http,
                            const struct http_request *request,
                            struct http_reply *out);
/* Frees the body. */
void http_reply_clear(struct http_reply *reply);

/* Whether SIGTERM or SIGINT waits; both are blocked by the agent. */
bool http_is_told_to_end(void);

#endif
