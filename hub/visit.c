#include "hub.h"

#include "address.h"
#include "base/arena.h"
#include "base/log.h"
#include "base/words.h"
#include "batches.h"
#include "cookie.h"
#include "door.h"
#include "page.h"
#include "tongue.h"
#include "base/digest.h"
#include "upload.h"
#include "wire/envelope.h"
#include "wire/squeeze.h"
#include "wire/openrosa.h"

#include <stdlib.h>
#include <string.h>

enum { LARGEST_FIELDS = 256 * 1024, LARGEST_TEXT = 16 * 1024 * 1024 };

const char *say(const struct visit *visit, const char *english)
{
    return words_get(visit->hub->words, visit->language, english);
}

static bool speaks_openrosa(const struct visit *v)
{
    return v->route && v->route->door == DOOR_STATION;
}

const char *say_count(const struct visit *visit, const char *one,
                      const char *many, int64_t n)
{
    return words_plural(visit->hub->words, visit->language, one, many,
                        (unsigned long)n);
}

bool visit_may(const struct visit *visit, enum action action,
               const char *form_id, const char *area)
{
    if (visit->person)
        return duties_allow(&visit->duties, action, form_id, area);
    return visit->reader.name && reader_may(&visit->reader, action, form_id);
}

struct areas visit_areas(const struct visit *visit, enum action action,
                         const char *form_id)
{
    if (visit->person)
        return duties_areas(&visit->duties, action, form_id);
    return (struct areas){.is_limited = false};
}

bool visit_covers(const struct visit *visit, enum action action,
                  const char *form_id, const struct areas *areas)
{
    if (visit->person)
        return duties_cover(&visit->duties, action, form_id, areas);
    return visit_may(visit, action, form_id, NULL);
}

const char *visit_address(struct visit *visit)
{
    const char *header = request_header(visit->request, "X-Forwarded-For");
    char text[ADDRESS_SIZE];

    if (!visit->hub->config.behind_proxy || !header)
        return request_address(visit->request);
    address_of_proxy(header, text);
    return arena_strdup(visit->arena, text);
}

/* Whoever asks for what the pages do not speak gets the default. */
static const char *choose_language(struct visit *v)
{
    const char *asked[] = {request_query(v->request, "lang"),
                           request_cookie(v->request, "lang"),
                           request_header(v->request, "Accept-Language")};

    for (size_t i = 0; i < COUNT_OF(asked); i++) {
        const char *known = asked[i] ? tongue_of_pages(asked[i]) : NULL;
        if (known)
            return known;
    }
    return v->hub->config.language;
}

static struct upload *begin_upload(struct visit *v)
{
    const struct config *config = &v->hub->config;

    return upload_new(request_header(v->request, "Content-Type"), config->data,
                      OPENROSA_INSTANCE_PART,
                      (size_t)config->xml_limit_kb * 1000, v->arena);
}

static void begin_body(struct visit *v)
{
    int64_t limit = (int64_t)v->hub->config.body_limit_mb * 1000000;

    if (v->route->body == BODY_FIELDS)
        limit = LARGEST_FIELDS;
    if (v->route->body == BODY_TEXT)
        limit = LARGEST_TEXT;
    if (request_length(v->request) > limit) {
        visit_refuse(v, 413,
                     "This is larger than the hub accepts. Send fewer or "
                     "smaller files at a time.");
        return;
    }
    if (v->route->body == BODY_BATCH)
        batches_begin(v);
    if (v->route->body != BODY_PARTS)
        return;
    v->upload = begin_upload(v);
    if (!v->upload)
        visit_refuse(v, 400,
                     "Send the answer as multipart/form-data with a boundary.");
}

/* What every answer says, whatever it is: nobody guesses its type, frames it
 * or hands its address on. */
static void set_headers(struct visit *v)
{
    static const char *const HEADERS[][2] = {
        {"X-Content-Type-Options", "nosniff"},
        {"X-Frame-Options", "DENY"},
        {"Referrer-Policy", "same-origin"},
        {"Cross-Origin-Resource-Policy", "same-origin"},
    };

    for (size_t i = 0; i < COUNT_OF(HEADERS); i++)
        request_set_header(v->request, HEADERS[i][0], HEADERS[i][1]);
    if (cookie_is_secure(v))
        request_set_header(v->request, "Strict-Transport-Security",
                           "max-age=31536000");
}

/* So many are served, however many stand at the door: were those counted who
 * only come to be refused, a crowd that never ends would keep everybody out. */
static bool let_in(struct visit *v)
{
    size_t most = (size_t)v->hub->config.connections;

    if (http_connections(v->hub->http) > most)
        request_set_header(v->request, "Connection", "close");
    if (v->hub->served >= most)
        return false;
    v->is_served = true;
    v->hub->served++;
    return true;
}

void visit_begin(void *context, struct request *request)
{
    struct hub *hub = context;
    struct arena *arena = request_arena(request);
    struct visit *v = arena_alloc(arena, sizeof *v);
    struct match match =
        route_find(ROUTES, ROUTES_COUNT, request_method(request),
                   request_path(request), arena);

    *v = (struct visit){
        .hub = hub, .request = request, .arena = arena, .route = match.route};
    memcpy(v->part, match.part, sizeof v->part);
    buf_init(&v->body, match.route && match.route->body == BODY_TEXT
                           ? LARGEST_TEXT
                           : LARGEST_FIELDS);
    request_set_data(request, v);
    v->language = choose_language(v);
    if (!speaks_openrosa(v))
        set_headers(v);
    door_find_person(v);
    if (!match.route) {
        visit_refuse(v, match.other_method ? 405 : 404,
                     match.other_method
                         ? N_("This address is used in another way.")
                         : N_("There is nothing at this address."));
        return;
    }
    if (!request_query_is_text(request)) {
        visit_refuse(v, 400,
                     N_("This address holds a % without two digits, or bytes "
                        "that are no text in UTF-8."));
        return;
    }
    if (!let_in(v)) {
        visit_fail(v, ERR_BUSY);
        return;
    }
    v->token = door_token(v, match.token);
    if (speaks_openrosa(v)) {
        request_set_header(request, "X-OpenRosa-Version", "1.0");
        request_set_header(request, ENVELOPE_HEADER,
                           squeeze_knows(SQUEEZE_ZSTD) ? ENVELOPE_VERSION
                                                       : ENVELOPE_VERSION_ZLIB);
    }
    door_open(v);
    if (!request_is_answered(request))
        begin_body(v);
}

void visit_body(void *hub, struct request *request, const char *data,
                size_t size)
{
    struct visit *v = request_data(request);
    enum err err = ERR_NONE;

    (void)hub;
    if (v->upload)
        err = upload_feed(v->upload, data, size);
    else if (v->route->body == BODY_BATCH)
        err = batches_feed(v, data, size);
    else
        buf_add(&v->body, data, size);
    /* A malformed body is judged at its end, where it can still be kept. */
    if (err == ERR_LIMIT || v->body.overflow)
        visit_refuse(v, 413,
                     "One part of this is larger than the hub accepts.");
    else if (err && err != ERR_FORMAT)
        visit_fail(v, err);
}

/* Whether a browser says that another site sent it here. */
static bool is_from_elsewhere(struct visit *v)
{
    const char *from = request_header(v->request, "Sec-Fetch-Site");
    const char *origin = request_header(v->request, "Origin");
    const char *host = request_header(v->request, "Host");

    if (from && strcmp(from, "same-origin") != 0 && strcmp(from, "none") != 0)
        return true;
    if (!origin || strcmp(origin, v->hub->config.public_url) == 0)
        return false;
    const char *of = strstr(origin, "://");
    return !of || !host || strcmp(of + 3, host) != 0;
}

/* Every form of a page carries a secret that only the session's own pages
 * know: another site cannot make a signed-in browser act. */
static bool is_forged(struct visit *v)
{
    if (v->route->method != METHOD_POST || speaks_openrosa(v))
        return false;
    if (is_from_elsewhere(v))
        return true;
    if (v->route->door != DOOR_PERSON)
        return false;
    const char *got =
        v->upload ? upload_field(v->upload, "csrf") : visit_field(v, "csrf");
    size_t size = strlen(v->csrf);
    return !got || strlen(got) != size || !digest_equal(got, v->csrf, size);
}

void visit_end(void *hub, struct request *request)
{
    struct visit *v = request_data(request);

    (void)hub;
    if (is_forged(v)) {
        visit_refuse(v, 403,
                     "This page was open for too long. Go back, load it again "
                     "and repeat.");
        return;
    }
    v->route->handle(v);
}

void visit_gone(void *hub, struct request *request)
{
    struct visit *v = request_data(request);

    (void)hub;
    if (!v)
        return;
    v->hub->served -= v->is_served;
    if (v->gone)
        v->gone(v);
    upload_free(v->upload);
    buf_clear(&v->body);
}

/* Only the value is copied: a page may ask for thousands of fields. */
const char *visit_field(struct visit *visit, const char *name)
{
    const char *pair = buf_text(&visit->body);
    size_t size = strlen(name), length;

    for (; *pair; pair += length + (pair[length] == '&')) {
        length = strcspn(pair, "&");
        if (strncmp(pair, name, size) != 0 || pair[size] != '=')
            continue;
        char *value =
            arena_strndup(visit->arena, pair + size + 1, length - size - 1);
        for (char *plus = strchr(value, '+'); plus; plus = strchr(plus, '+'))
            *plus = ' ';
        return url_decode(value) ? value : "";
    }
    return "";
}

/* Where to go from a page that has nothing. */
static void add_ways(struct visit *visit, struct buf *out)
{
    static const struct {
        const char *path, *words;
        bool for_person;
    } WAYS[] = {
        {"/", N_("Overview"), true},
        {"/promises", N_("Promises"), false},
        {"/ideas", N_("Ideas"), false},
        {"/r", N_("Find your answer"), false},
        {"/signin", N_("Sign in"), false},
    };

    buf_puts(out, "<p class=\"ways\">");
    for (size_t i = 0; i < COUNT_OF(WAYS); i++) {
        if (WAYS[i].for_person != (visit->person != 0))
            continue;
        buf_printf(out, "<a href=\"%s\">", WAYS[i].path);
        page_say(visit, out, WAYS[i].words);
        buf_puts(out, "</a> ");
    }
    buf_puts(out, "</p>");
}

void visit_refuse(struct visit *visit, unsigned status, const char *message)
{
    struct buf body;

    buf_init(&body, 0);
    if (speaks_openrosa(visit)) {
        openrosa_write_message(&body, "error", say(visit, message));
        request_reply_buf(visit->request, status, OPENROSA_XML, &body);
        return;
    }
    page_begin(visit, &body, say(visit, message));
    page_head(visit, &body, message);
    add_ways(visit, &body);
    page_end(visit, &body, status);
}

void visit_forbid(struct visit *visit, enum action action)
{
    struct buf body;

    buf_init(&body, 0);
    page_begin(visit, &body, say(visit, "Not permitted"));
    buf_puts(&body, "<h1>");
    page_say(visit, &body, "Your roles do not include this");
    buf_puts(&body, "</h1><p><b>");
    page_say(visit, &body, ACTIONS[action].words);
    buf_puts(&body, "</b></p><p>");
    page_say(visit, &body,
             "A Leader can give you a role that does. Nothing was changed.");
    buf_puts(&body, "</p>");
    page_end(visit, &body, 403);
}

static const struct {
    unsigned status;
    const char *message;
} FAILURES[] = {
    [ERR_IO] = {500, N_("The hub cannot read or write its archive now. Nothing "
                        "was taken; send it again later.")},
    [ERR_FORMAT] = {400, N_("The hub cannot read this.")},
    [ERR_LIMIT] = {413, N_("This is larger than the hub accepts.")},
    [ERR_MISSING] = {404, N_("There is nothing at this address.")},
    [ERR_DENIED] = {403, N_("This is not permitted.")},
    [ERR_BUSY] = {503, N_("The hub is busy. Nothing was taken; send it again "
                          "later.")},
    [ERR_NETWORK] = {502, N_("The other side did not answer.")},
    [ERR_FULL] = {507, N_("The hub's disk is full. Nothing was taken; send it "
                          "again later.")},
    [ERR_NEWER] = {500, N_("The archive was made by a newer hub.")},
    [ERR_CONFLICT] = {409, N_("This contradicts what the hub holds.")},
};

void visit_fail(struct visit *visit, enum err err)
{
    if (FAILURES[err].status == 503)
        request_set_header(visit->request, "Retry-After", "30");
    visit_refuse(visit, FAILURES[err].status, FAILURES[err].message);
}

void visit_go(struct visit *visit, const char *path)
{
    request_set_header(visit->request, "Location", path);
    request_set_header(visit->request, "Cache-Control", "no-store");
    request_reply(visit->request, 303, NULL, "", 0);
}

bool visit_is_current(struct visit *visit, const char *etag)
{
    const char *known = request_header(visit->request, "If-None-Match");

    request_set_header(visit->request, "ETag",
                       arena_printf(visit->arena, "\"%s\"", etag));
    request_set_header(visit->request, "Cache-Control", "private, no-cache");
    if (!known || !strstr(known, etag))
        return false;
    request_reply(visit->request, 304, NULL, "", 0);
    return true;
}
