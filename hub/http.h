/* The door to libmicrohttpd. One descriptor is polled by the program's only
 * loop; a request may be answered at once, or later from anywhere in the loop
 * (it waits meanwhile and costs nothing). Bodies are handed on in pieces. */
#ifndef HUB_HTTP_H
#define HUB_HTTP_H

#include "base/attr.h"
#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct arena;
struct buf;
struct http;
struct reply;
struct request;

enum method { METHOD_GET, METHOD_HEAD, METHOD_POST, METHOD_OTHER };

struct http_settings {
    const char *address;
    long port;               /* 0: any free one */
    const char *certificate; /* PEM text; NULL: plain HTTP */
    const char *key;
    long connections;
    long connections_per_address; /* 0: no limit */
    long idle_s;                  /* for a connection to bring a request */
    long request_s;               /* for a request to bring its body */
    uint64_t body_limit;          /* after it the connection is cut */
};

/* What the program does with a request, in this order. */
struct http_handler {
    /* The headers are in; may reply already, the body is then passed over. */
    void (*begin)(void *context, struct request *request);
    /* A piece of the body; may reply, the rest is then passed over. */
    void (*body)(void *context, struct request *request, const char *data,
                 size_t size);
    /* All of it is in: reply now, or keep the request and reply later. */
    void (*end)(void *context, struct request *request);
    /* It is over, answered or not: forget the request. */
    void (*gone)(void *context, struct request *request);
    void *context;
};

/* Opens the port; the caller closes with http_close. ERR_BUSY when the port
 * is taken, ERR_DENIED when it may not be used, ERR_FORMAT for an address or
 * certificate that is none; logged with the remedy. */
MUST_USE enum err http_open(struct http **out,
                            const struct http_settings *settings,
                            const struct http_handler *handler);
/* Ends all connections; no request may wait any more. NULL is accepted. */
void http_close(struct http *http);
/* The descriptor to poll for reading. */
int http_fd(const struct http *http);
/* For how many ms to poll at most; -1: for ever. */
int http_timeout_ms(struct http *http);
/* Does what can be done without waiting. */
void http_run(struct http *http);
/* The port that was opened. */
long http_port(const struct http *http);
/* Connections that are open now. */
size_t http_connections(const struct http *http);

/* GET, HEAD, POST or another. */
enum method request_method(const struct request *request);
/* The path as sent, still escaped, without its query. */
const char *request_path(const struct request *request);
/* A header's value, NULL when absent; valid as long as the request. */
const char *request_header(struct request *request, const char *name);
/* A cookie's value, as request_header. */
const char *request_cookie(struct request *request, const char *name);
/* The network address that it came from (a proxy's, behind one), see
 * address.h. */
const char *request_address(struct request *request);
/* An argument of the query, unescaped, as request_header. */
const char *request_query(struct request *request, const char *name);
/* The first name in the query that is none of these, whose list NULL ends; NULL
 * when all are known. */
const char *request_query_other(struct request *request,
                                const char *const *known);
/* Whether url_decode takes each of them: one that it does not would be missed
 * in silence, be it a filter. */
bool request_query_is_text(struct request *request);
/* Announced length of the body; -1 when it comes in chunks. */
int64_t request_length(struct request *request);
/* Memory that lives as long as the request. */
struct arena *request_arena(struct request *request);
/* One pointer for the handler's use. */
void request_set_data(struct request *request, void *data);
/* What request_set_data set, otherwise NULL. */
void *request_data(const struct request *request);
/* Whether a reply was given. */
bool request_is_answered(const struct request *request);

/* Adds a header to the reply to come. Control characters become blanks. */
void request_set_header(struct request *request, const char *name,
                        const char *value);
/* Replies with a text that lives as long as the request (or for ever). A NULL
 * type sends no Content-Type. */
void request_reply(struct request *request, unsigned status, const char *type,
                   const char *text, size_t size);
/* Replies with the content of a buffer, which is emptied. */
void request_reply_buf(struct request *request, unsigned status,
                       const char *type, struct buf *body);

/* Replies with one that was made before (reply.h) and outlives the request.
 */
void request_reply_made(struct request *request, const struct reply *reply);

enum { STREAM_WAIT = 0, STREAM_END = -1, STREAM_BROKEN = -2 };
/* Replies with a stream: read returns bytes written, STREAM_WAIT (it is asked
 * again after request_wake), STREAM_END, or STREAM_BROKEN, which cuts the
 * connection so that nobody takes a part for the whole. */
void request_reply_stream(
    struct request *request, unsigned status, const char *type,
    ssize_t (*read)(void *context, char *out, size_t size), void *context);
/* Says that a waiting stream may have more. */
void request_wake(struct request *request);

/* Undoes %XX in place; false when it is malformed, hides a NUL or is no UTF-8.
 */
MUST_USE bool url_decode(char *text);
/* A method by its name. */
enum method http_method(const char *name);

#endif
