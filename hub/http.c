#include "http.h"

#include "framing.h"

#include "address.h"
#include "base/arena.h"
#include "base/buf.h"
#include "base/log.h"
#include "base/mem.h"
#include "listen.h"
#include "peers.h"
#include "reply.h"

#include <limits.h>
#include <microhttpd.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
    HEADER_MEMORY = 16 * 1024, /* of one connection: request line + headers */
    STREAM_BLOCK = 64 * 1024,
    SPARE = 256, /* connections beyond the limit, to be told to come later */
    DRAIN = 1 << 20, /* of a refused body is read, so that the reply arrives */
};

struct header {
    struct header *next;
    const char *name, *value;
};

struct request {
    struct http *http;
    struct MHD_Connection *connection;
    struct peer *peer;
    struct arena *arena;
    const char *path;
    enum method method;
    uint64_t received;
    void *data;
    bool is_ended, is_suspended, is_queued;
    /* The reply. */
    struct header *headers;
    struct MHD_Response *response;
    bool is_borrowed; /* it is somebody else's and stays */
    unsigned status;
    ssize_t (*read)(void *context, char *out, size_t size);
    void *read_context;
};

struct http {
    struct MHD_Daemon *daemon;
    struct http_handler handler;
    struct peers peers;
    uint64_t body_limit;
    long port;
    bool is_closing;
    bool is_woken; /* a waiting request goes on at the next run */
};

static struct peer *peer_of(struct MHD_Connection *connection)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);

    return info ? info->socket_context : NULL;
}

static void on_connection(void *context, struct MHD_Connection *connection,
                          void **socket_context,
                          enum MHD_ConnectionNotificationCode code)
{
    struct http *http = context;

    if (code == MHD_CONNECTION_NOTIFY_STARTED) {
        *socket_context = peers_add(
            &http->peers, MHD_get_connection_info(
                              connection, MHD_CONNECTION_INFO_CONNECTION_FD)
                              ->connect_fd);
        return;
    }
    peers_drop(&http->peers, *socket_context);
    *socket_context = NULL;
}

static struct request *request_new(struct http *http,
                                   struct MHD_Connection *connection,
                                   const char *url, const char *method)
{
    struct arena *arena = arena_new();
    struct request *r = arena_alloc(arena, sizeof *r);

    r->http = http;
    r->connection = connection;
    r->arena = arena;
    r->path = arena_strdup(arena, url);
    r->method = http_method(method);
    r->peer = peer_of(connection);
    peers_set_request(&http->peers, r->peer, r);
    return r;
}

static void on_completed(void *context, struct MHD_Connection *connection,
                         void **connection_context,
                         enum MHD_RequestTerminationCode code)
{
    struct request *r = *connection_context;

    (void)context, (void)connection, (void)code;
    if (!r)
        return;
    r->http->handler.gone(r->http->handler.context, r);
    peers_set_request(&r->http->peers, r->peer, NULL);
    if (r->response && !r->is_borrowed)
        MHD_destroy_response(r->response);
    arena_free(r->arena);
    *connection_context = NULL;
}

static enum MHD_Result queue(struct request *r)
{
    r->is_queued = true;
    return MHD_queue_response(r->connection, r->status, r->response);
}

/* A refused body is read to its end when it is short, so that a client that
 * sends before it listens gets the reply; otherwise the reply goes out now
 * and the connection closes after it. */
static bool is_worth_draining(struct request *r)
{
    int64_t length = request_length(r);

    return length <= DRAIN && !request_header(r, "Expect");
}

static enum MHD_Result on_begin(struct http *http,
                                struct MHD_Connection *connection,
                                const char *url, const char *method,
                                void **connection_context)
{
    if (!framing_is_plain(connection)) {
        log_info("a request without a plain end was cut off");
        return MHD_NO;
    }
    struct request *r = request_new(http, connection, url, method);

    *connection_context = r;
    http->handler.begin(http->handler.context, r);
    if (r->response && !is_worth_draining(r))
        return queue(r);
    return MHD_YES;
}

static enum MHD_Result on_request(void *context,
                                  struct MHD_Connection *connection,
                                  const char *url, const char *method,
                                  const char *version, const char *data,
                                  size_t *size, void **connection_context)
{
    struct http *http = context;
    struct request *r = *connection_context;

    (void)version;
    if (!r)
        return on_begin(http, connection, url, method, connection_context);
    if (r->is_queued)
        return MHD_YES;
    if (*size) {
        r->received += *size;
        if (!r->response)
            http->handler.body(http->handler.context, r, data, *size);
        *size = 0;
        return r->received > http->body_limit ? MHD_NO : MHD_YES;
    }
    r->peer->is_complete = true;
    if (!r->is_ended && !r->response) {
        r->is_ended = true;
        http->handler.end(http->handler.context, r);
    }
    if (r->response)
        return queue(r);
    if (http->is_closing)
        return MHD_NO;
    r->is_suspended = true;
    MHD_suspend_connection(connection);
    return MHD_YES;
}

/* Escapes are undone by whoever knows where they may stand. */
static size_t leave_escaped(void *context, struct MHD_Connection *connection,
                            char *text)
{
    (void)context, (void)connection;
    return strlen(text);
}

static void on_log(void *context, const char *format, va_list arguments)
    __attribute__((format(printf, 2, 0)));

static void on_log(void *context, const char *format, va_list arguments)
{
    char line[400];

    (void)context;
    vsnprintf(line, sizeof line, format, arguments);
    line[strcspn(line, "\n")] = '\0';
    log_debug("%s", line);
}

static struct MHD_Daemon *start(struct http *http,
                                const struct http_settings *s, int fd)
{
    unsigned flags = MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_TURBO |
                     MHD_USE_ERROR_LOG | (s->certificate ? MHD_USE_TLS : 0);
    struct MHD_OptionItem tls[] = {
        {MHD_OPTION_HTTPS_MEM_CERT, 0, (void *)s->certificate},
        {MHD_OPTION_HTTPS_MEM_KEY, 0, (void *)s->key},
        {MHD_OPTION_END, 0, NULL},
    };

    return MHD_start_daemon(
        flags, 0, NULL, NULL, on_request, http, MHD_OPTION_EXTERNAL_LOGGER,
        on_log, NULL, MHD_OPTION_LISTEN_SOCKET, fd,
        MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)HEADER_MEMORY,
        MHD_OPTION_CONNECTION_LIMIT, (unsigned)http->peers.limit,
        MHD_OPTION_PER_IP_CONNECTION_LIMIT,
        (unsigned)s->connections_per_address, MHD_OPTION_CONNECTION_TIMEOUT,
        (unsigned)(s->idle_s > 60 ? s->idle_s : 60),
        MHD_OPTION_STRICT_FOR_CLIENT, 1, MHD_OPTION_NOTIFY_COMPLETED,
        on_completed, http, MHD_OPTION_NOTIFY_CONNECTION, on_connection, http,
        MHD_OPTION_UNESCAPE_CALLBACK, leave_escaped, NULL, MHD_OPTION_ARRAY,
        s->certificate ? tls : tls + COUNT_OF(tls) - 1, MHD_OPTION_END);
}

enum err http_open(struct http **out, const struct http_settings *settings,
                   const struct http_handler *handler)
{
    struct http *http = xcalloc(1, sizeof *http);
    int fd;
    enum err err =
        listen_open(&fd, settings->address, settings->port, &http->port);

    *out = NULL;
    if (err) {
        free(http);
        return err;
    }
    http->handler = *handler;
    peers_init(&http->peers, settings->idle_s * 1000,
               settings->request_s * 1000);
    http->body_limit = settings->body_limit + DRAIN;
    http->peers.limit = (size_t)settings->connections + SPARE;
    http->daemon = start(http, settings, fd);
    if (!http->daemon) {
        log_error("the server does not start%s",
                  settings->certificate ? ": check tls_certificate and tls_key"
                                        : "");
        close(fd);
        free(http);
        return ERR_FORMAT;
    }
    *out = http;
    return ERR_NONE;
}

void http_close(struct http *http)
{
    if (!http)
        return;
    /* The library cannot stop while a connection waits. */
    http->is_closing = true;
    struct peer *ring = &http->peers.ring;
    for (struct peer *p = ring->next; p != ring; p = p->next) {
        if (p->request)
            request_wake(p->request);
    }
    MHD_run(http->daemon);
    MHD_stop_daemon(http->daemon);
    free(http);
}

int http_fd(const struct http *http)
{
    return MHD_get_daemon_info(http->daemon, MHD_DAEMON_INFO_EPOLL_FD)
        ->epoll_fd;
}

int http_timeout_ms(struct http *http)
{
    MHD_UNSIGNED_LONG_LONG ms;

    /* The library tells nobody outside that a request was resumed. */
    if (http->is_woken)
        return 0;
    int sweep_ms = peers_timeout_ms(&http->peers);
    if (MHD_get_timeout(http->daemon, &ms) != MHD_YES || ms > INT_MAX)
        return sweep_ms;
    return sweep_ms >= 0 && (MHD_UNSIGNED_LONG_LONG)sweep_ms < ms ? sweep_ms
                                                                  : (int)ms;
}

void http_run(struct http *http)
{
    http->is_woken = false;
    MHD_run(http->daemon);
    peers_sweep(&http->peers);
    http->is_woken = http->is_woken || peers_made_room(&http->peers);
}

long http_port(const struct http *http)
{
    return http->port;
}

size_t http_connections(const struct http *http)
{
    return http->peers.count;
}

enum method request_method(const struct request *request)
{
    return request->method;
}

const char *request_path(const struct request *request)
{
    return request->path;
}

const char *request_header(struct request *request, const char *name)
{
    return MHD_lookup_connection_value(request->connection, MHD_HEADER_KIND,
                                       name);
}

const char *request_cookie(struct request *request, const char *name)
{
    return MHD_lookup_connection_value(request->connection, MHD_COOKIE_KIND,
                                       name);
}

const char *request_address(struct request *request)
{
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(
        request->connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    char text[ADDRESS_SIZE];

    address_print(info ? info->client_addr : NULL, text);
    return arena_strdup(request->arena, text);
}

const char *request_query(struct request *request, const char *name)
{
    const char *value = MHD_lookup_connection_value(
        request->connection, MHD_GET_ARGUMENT_KIND, name);
    char *text = arena_strdup(request->arena, value);

    return text && url_decode(text) ? text : NULL;
}

const char *request_query_other(struct request *request,
                                const char *const *known)
{
    return arena_strdup(request->arena,
                        framing_query_other(request->connection, known));
}

bool request_query_is_text(struct request *request)
{
    return framing_query_is_text(request->connection);
}

int64_t request_length(struct request *request)
{
    const char *length = request_header(request, "Content-Length");

    if (length)
        return strtoll(length, NULL, 10);
    return request_header(request, "Transfer-Encoding") ? -1 : 0;
}

struct arena *request_arena(struct request *request)
{
    return request->arena;
}

void request_set_data(struct request *request, void *data)
{
    request->data = data;
}

void *request_data(const struct request *request)
{
    return request->data;
}

bool request_is_answered(const struct request *request)
{
    return request->response != NULL;
}

void request_set_header(struct request *request, const char *name,
                        const char *value)
{
    struct header *header = arena_alloc(request->arena, sizeof *header);
    char *clean = arena_strdup(request->arena, value);

    for (char *c = clean; *c; c++) {
        if ((unsigned char)*c < ' ' || *c == 127)
            *c = ' ';
    }
    header->name = name;
    header->value = clean;
    header->next = request->headers;
    request->headers = header;
}

static void resume(struct request *r)
{
    if (!r->is_suspended)
        return;
    r->is_suspended = false;
    r->http->is_woken = true;
    MHD_resume_connection(r->connection);
}

/* Gives the reply to the connection: at once when it waits for one. */
static void answer(struct request *r, unsigned status, const char *type,
                   struct MHD_Response *response)
{
    if (type)
        MHD_add_response_header(response, "Content-Type", type);
    for (struct header *h = r->headers; h; h = h->next)
        MHD_add_response_header(response, h->name, h->value);
    r->status = status;
    r->response = response;
    resume(r);
}

void request_reply(struct request *request, unsigned status, const char *type,
                   const char *text, size_t size)
{
    answer(request, status, type,
           MHD_create_response_from_buffer(size, (void *)text,
                                           MHD_RESPMEM_PERSISTENT));
}

void request_reply_buf(struct request *request, unsigned status,
                       const char *type, struct buf *body)
{
    size_t size = body->size;

    answer(request, status, type,
           MHD_create_response_from_buffer(size, buf_steal(body),
                                           MHD_RESPMEM_MUST_FREE));
}

void request_reply_made(struct request *request, const struct reply *reply)
{
    request->is_borrowed = true;
    request->status = reply_status(reply);
    request->response = reply_response(reply);
    resume(request);
}

static ssize_t read_stream(void *context, uint64_t at, char *out, size_t size)
{
    struct request *r = context;
    ssize_t n = r->read(r->read_context, out, size);

    (void)at;
    if (n > 0)
        return n;
    if (n == STREAM_END)
        return MHD_CONTENT_READER_END_OF_STREAM;
    if (n == STREAM_BROKEN || r->http->is_closing)
        return MHD_CONTENT_READER_END_WITH_ERROR;
    r->is_suspended = true;
    MHD_suspend_connection(r->connection);
    return 0;
}

void request_reply_stream(
    struct request *request, unsigned status, const char *type,
    ssize_t (*read)(void *context, char *out, size_t size), void *context)
{
    request->read = read;
    request->read_context = context;
    answer(request, status, type,
           MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, STREAM_BLOCK,
                                             read_stream, request, NULL));
}

void request_wake(struct request *request)
{
    resume(request);
}
