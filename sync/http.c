#include "http.h"

#include "config.h"
#include "header.h"

#include "base/log.h"
#include "base/mem.h"
#include "base/notify.h"
#include "base/stamp.h"
#include "proof/promise.h"
#include "wire/envelope.h"
#include "wire/heartbeat.h"

#include <curl/curl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

enum {
    SLOWEST_BYTES_S = 100, /* what a request's total time is reckoned by */
    TOTAL_FLOOR_S = 300,
    IDLE_S = 50, /* proxies close idle connections after 60 s */
    NOT_YET_VALID = 9,
    HAS_EXPIRED = 10, /* X509_V_ERR_* */
};

struct http {
    CURL *curl;
    const struct config *config;
    const struct target *target;
    int64_t moved; /* bytes of this request, and when the last one went */
    int64_t moved_ms;
    bool has_stalled;
    int64_t alive_ms; /* of the last sign to systemd */
};

bool http_is_told_to_end(void)
{
    sigset_t waiting;

    sigemptyset(&waiting);
    return sigpending(&waiting) == 0 && (sigismember(&waiting, SIGTERM) == 1 ||
                                         sigismember(&waiting, SIGINT) == 1);
}

struct http *http_new(const struct config *config, const struct target *target)
{
    struct http *http = xcalloc(1, sizeof *http);

    http->curl = curl_easy_init();
    if (!http->curl)
        abort();
    http->config = config;
    http->target = target;
    return http;
}

void http_free(struct http *http)
{
    if (!http)
        return;
    curl_easy_cleanup(http->curl);
    free(http);
}

static size_t receive(char *data, size_t one, size_t size, void *context)
{
    struct http_reply *reply = context;

    (void)one;
    buf_add(&reply->body, data, size);
    return reply->body.overflow ? 0 : size;
}

/* curl's own limit of speed looks back five seconds and so notices a stall
 * late; this counts from the last byte. */
static int interrupt(void *context, curl_off_t down_total, curl_off_t down,
                     curl_off_t up_total, curl_off_t up)
{
    struct http *http = context;
    int64_t now_ms = stamp_boot_ms();

    (void)down_total;
    (void)up_total;
    if (down + up != http->moved || !http->moved_ms) {
        http->moved = down + up;
        http->moved_ms = now_ms;
    }
    http->has_stalled = now_ms - http->moved_ms > http->config->stall_s * 1000;
    (void)!notify_wait(0, &http->alive_ms);
    return http->has_stalled || http_is_told_to_end();
}

/* The part of an address that decides whom we talk to. */
static char *part_of(const char *url, CURLUPart part)
{
    CURLU *parsed = curl_url();
    char *text = NULL, *out = NULL;

    if (parsed && curl_url_set(parsed, CURLUPART_URL, url, 0) == CURLUE_OK &&
        curl_url_get(parsed, part, &text, CURLU_DEFAULT_PORT) == CURLUE_OK)
        out = xstrdup(text);
    curl_free(text);
    curl_url_cleanup(parsed);
    return out ? out : xstrdup("");
}

static bool same_part(const char *a, const char *b, CURLUPart part)
{
    char *x = part_of(a, part), *y = part_of(b, part);
    bool same = *x && strcasecmp(x, y) == 0;

    free(x);
    free(y);
    return same;
}

static bool is_same_origin(const char *a, const char *b)
{
    return same_part(a, b, CURLUPART_SCHEME) &&
           same_part(a, b, CURLUPART_HOST) && same_part(a, b, CURLUPART_PORT);
}

static bool is_loopback(const char *url)
{
    char *host = part_of(url, CURLUPART_HOST);
    bool is = strncmp(host, "127.", 4) == 0 || strcmp(host, "[::1]") == 0 ||
              strcasecmp(host, "localhost") == 0;

    free(host);
    return is;
}

/* Digest shows no secret; everything else needs TLS or the owner's word. */
static bool is_private(const struct target *target, const char *url)
{
    return strncasecmp(url, "https://", 8) == 0 || target->plain_http ||
           strcmp(target->auth, "none") == 0 ||
           strcmp(target->auth, "digest") == 0 || is_loopback(url);
}

static struct curl_slist *add_header(struct curl_slist *list, const char *name,
                                     const char *value)
{
    char *line = xasprintf("%s: %s", name, value);
    struct curl_slist *longer = curl_slist_append(list, line);

    free(line);
    if (!longer)
        abort();
    return longer;
}

static struct curl_slist *add_date(struct curl_slist *list)
{
    static const char *const DAYS[] = {"Sun", "Mon", "Tue", "Wed",
                                       "Thu", "Fri", "Sat"};
    static const char *const MONTHS[] = {"Jan", "Feb", "Mar", "Apr",
                                         "May", "Jun", "Jul", "Aug",
                                         "Sep", "Oct", "Nov", "Dec"};
    time_t now = (time_t)(stamp_now().wall_ms / 1000);
    struct tm t;
    char text[64];

    gmtime_r(&now, &t);
    snprintf(text, sizeof text, "%s, %02d %s %04d %02d:%02d:%02d GMT",
             DAYS[t.tm_wday], t.tm_mday, MONTHS[t.tm_mon], t.tm_year + 1900,
             t.tm_hour, t.tm_min, t.tm_sec);
    return add_header(list, "Date", text);
}

/* An empty Expect saves a round trip. */
static struct curl_slist *make_headers(const struct http *http,
                                       const struct http_request *request)
{
    const struct target *t = http->target;
    struct curl_slist *list = NULL;

    if (request->bare) {
        list = add_header(list, "Accept", "");
    } else {
        list = add_header(list, "X-OpenRosa-Version", "1.0");
        list = add_date(list);
    }
    list = add_header(list, "Expect", "");
    if (request->body)
        list = add_header(list, "Content-Type", request->content_type);
    if (request->encoding)
        list = add_header(list, "Content-Encoding", request->encoding);
    if (request->etag && *request->etag)
        list = add_header(list, "If-None-Match", request->etag);
    bool bearer = strcmp(t->auth, "bearer") == 0;
    if (*t->token && (bearer || strcmp(t->auth, "token") == 0) &&
        is_same_origin(t->url, request->url)) {
        char *value = xasprintf("%s %s", bearer ? "Bearer" : "Token", t->token);
        list = add_header(list, "Authorization", value);
        free(value);
    }
    return list;
}

static void set_sign_in(struct http *http, const char *url)
{
    const struct target *t = http->target;
    bool basic = strcmp(t->auth, "basic") == 0;

    if ((!basic && strcmp(t->auth, "digest") != 0) ||
        !is_same_origin(t->url, url))
        return;
    curl_easy_setopt(http->curl, CURLOPT_HTTPAUTH,
                     basic ? CURLAUTH_BASIC : CURLAUTH_DIGEST);
    curl_easy_setopt(http->curl, CURLOPT_USERNAME, t->user);
    curl_easy_setopt(http->curl, CURLOPT_PASSWORD, t->password);
}

static void set_limits(struct http *http, const struct http_request *request)
{
    const struct config *c = http->config;
    size_t bytes = request->limit + (request->body ? request->body->size : 0);

    curl_easy_setopt(http->curl, CURLOPT_CONNECTTIMEOUT, c->connect_s);
    curl_easy_setopt(http->curl, CURLOPT_TIMEOUT,
                     TOTAL_FLOOR_S + (long)(bytes / SLOWEST_BYTES_S));
    curl_easy_setopt(http->curl, CURLOPT_MAXAGE_CONN, (long)IDLE_S);
    curl_easy_setopt(http->curl, CURLOPT_TCP_KEEPALIVE, 1L);
}

static void set_body(struct http *http, const struct http_request *request)
{
    if (request->method == HTTP_HEAD)
        curl_easy_setopt(http->curl, CURLOPT_NOBODY, 1L);
    if (request->method != HTTP_POST)
        return;
    curl_easy_setopt(http->curl, CURLOPT_POST, 1L);
    curl_easy_setopt(http->curl, CURLOPT_POSTFIELDS, buf_text(request->body));
    curl_easy_setopt(http->curl, CURLOPT_POSTFIELDSIZE_LARGE,
                     (curl_off_t)request->body->size);
}

static void set_up(struct http *http, const struct http_request *request,
                   struct http_reply *out)
{
    CURL *curl = http->curl;

    curl_easy_reset(curl);
    curl_easy_setopt(curl, CURLOPT_URL, request->url);
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    if (!request->bare)
        curl_easy_setopt(curl, CURLOPT_USERAGENT,
                         "barrio-sync/" BARRIO_VERSION);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, receive);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, out);
    curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, interrupt);
    curl_easy_setopt(curl, CURLOPT_XFERINFODATA, http);
    http->moved_ms = 0;
    http->has_stalled = false;
    curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
    if (*http->target->ca_file)
        curl_easy_setopt(curl, CURLOPT_CAINFO, http->target->ca_file);
    set_sign_in(http, request->url);
    set_limits(http, request);
    set_body(http, request);
}

static enum trouble certificate_trouble(CURL *curl)
{
    long why = 0;

    curl_easy_getinfo(curl, CURLINFO_SSL_VERIFYRESULT, &why);
    if (why == NOT_YET_VALID)
        return TROUBLE_CLOCK;
    return why == HAS_EXPIRED ? TROUBLE_EXPIRED : TROUBLE_CERTIFICATE;
}

/* Whether a proxy stands between us and an address, as libcurl decides it. */
static bool has_proxy(const char *url)
{
    static const char *const NAMES[] = {"https_proxy", "HTTPS_PROXY",
                                        "http_proxy", "all_proxy", "ALL_PROXY"};
    bool is_https = strncasecmp(url, "https://", 8) == 0;

    for (size_t i = 0; i < COUNT_OF(NAMES); i++) {
        const char *value = getenv(NAMES[i]);
        bool other = is_https ? i == 2 : i < 2;
        if (value && *value && !other)
            return true;
    }
    return false;
}

/* A proxy that refuses to connect us, or that does not answer itself. */
static bool is_proxy_trouble(CURL *curl, CURLcode code, const char *url)
{
    long connect_status = 0;

    curl_easy_getinfo(curl, CURLINFO_HTTP_CONNECTCODE, &connect_status);
    return connect_status >= 300 ||
           (code == CURLE_COULDNT_CONNECT && has_proxy(url));
}

static enum trouble transport_trouble(CURL *curl, CURLcode code)
{
    static const struct {
        CURLcode code;
        enum trouble trouble;
    } KNOWN[] = {
        {CURLE_COULDNT_RESOLVE_HOST, TROUBLE_NAME},
        {CURLE_URL_MALFORMAT, TROUBLE_NAME},
        {CURLE_COULDNT_RESOLVE_PROXY, TROUBLE_PROXY},
        {CURLE_COULDNT_CONNECT, TROUBLE_CONNECT},
        {CURLE_OPERATION_TIMEDOUT, TROUBLE_SLOW},
        {CURLE_SSL_CONNECT_ERROR, TROUBLE_CERTIFICATE},
        {CURLE_SSL_CACERT_BADFILE, TROUBLE_CERTIFICATE},
        {CURLE_WRITE_ERROR, TROUBLE_NO_SERVER},
        {CURLE_WEIRD_SERVER_REPLY, TROUBLE_NO_SERVER},
        {CURLE_UNSUPPORTED_PROTOCOL, TROUBLE_NO_SERVER},
    };

    if (code == CURLE_PEER_FAILED_VERIFICATION)
        return certificate_trouble(curl);
    for (size_t i = 0; i < COUNT_OF(KNOWN); i++) {
        if (KNOWN[i].code == code)
            return KNOWN[i].trouble;
    }
    return TROUBLE_CUT;
}

static const char *header(CURL *curl, const char *name)
{
    struct curl_header *found;

    if (curl_easy_header(curl, name, 0, CURLH_HEADER, -1, &found) != CURLHE_OK)
        return "";
    return found->value;
}

static void read_headers(CURL *curl, struct http_reply *out)
{
    curl_off_t asked_s = 0;
    const struct header_values values = {
        .type = header(curl, "Content-Type"),
        .etag = header(curl, "ETag"),
        .accept = header(curl, "X-OpenRosa-Accept-Content-Length"),
        .hub = header(curl, ENVELOPE_HEADER),
        .promise = header(curl, PROMISE_HEADER),
        .log = header(curl, HEARTBEAT_LOG_HEADER),
    };

    header_read(&values, out);
    curl_easy_getinfo(curl, CURLINFO_RETRY_AFTER, &asked_s);
    if (asked_s > 0)
        out->retry_after_ms =
            (int64_t)(asked_s > 86400 ? 86400 : asked_s) * 1000;
    time_t date = curl_getdate(header(curl, "Date"), NULL);
    out->server_ms = date > 0 ? (int64_t)date * 1000 : 0;
}

static void count_bytes(CURL *curl, struct http_reply *out)
{
    long head_up = 0, head_down = 0;
    curl_off_t up = 0, down = 0;

    curl_easy_getinfo(curl, CURLINFO_REQUEST_SIZE, &head_up);
    curl_easy_getinfo(curl, CURLINFO_SIZE_UPLOAD_T, &up);
    curl_easy_getinfo(curl, CURLINFO_HEADER_SIZE, &head_down);
    curl_easy_getinfo(curl, CURLINFO_SIZE_DOWNLOAD_T, &down);
    out->sent_bytes = head_up + up;
    out->received_bytes = head_down + down;
    out->sent = head_up > 0;
}

enum err http_send(struct http *http, const struct http_request *request,
                   struct http_reply *out)
{
    *out = (struct http_reply){0};
    buf_init(&out->body, request->limit ? request->limit : 1);
    if (!is_private(http->target, request->url) &&
        is_same_origin(http->target->url, request->url)) {
        out->trouble = TROUBLE_PLAIN;
        return ERR_NETWORK;
    }
    struct curl_slist *headers = make_headers(http, request);
    set_up(http, request, out);
    curl_easy_setopt(http->curl, CURLOPT_HTTPHEADER, headers);
    CURLcode code = curl_easy_perform(http->curl);
    count_bytes(http->curl, out);
    if (code == CURLE_OK) {
        curl_easy_getinfo(http->curl, CURLINFO_RESPONSE_CODE, &out->status);
        read_headers(http->curl, out);
    } else {
        out->trouble = http->has_stalled ? TROUBLE_SLOW
                       : is_proxy_trouble(http->curl, code, request->url)
                           ? TROUBLE_PROXY
                           : transport_trouble(http->curl, code);
        log_debug("%s: %s", http->target->name, curl_easy_strerror(code));
    }
    /* The header list must outlive the transfer only. */
    curl_easy_setopt(http->curl, CURLOPT_HTTPHEADER, NULL);
    curl_slist_free_all(headers);
    if (code == CURLE_ABORTED_BY_CALLBACK && !http->has_stalled)
        return ERR_BUSY;
    return code == CURLE_OK ? ERR_NONE : ERR_NETWORK;
}

void http_reply_clear(struct http_reply *reply)
{
    buf_clear(&reply->body);
}
