#include "openapi.h"

#include "base/buf.h"
#include "base/json.h"
#include "hub.h"
#include "proof_door.h"
#include "route.h"
#include "wire/batch.h"
#include "wire/receipts.h"

#include <ctype.h>
#include <string.h>

#define FILTERS "from until station state review version where after"
#define OPENROSA "text/xml"
#define ANY "*/*"

/* What the table of routes does not say. Addresses without a row here are
 * pages for people. */
static const struct api {
    enum method method;
    const char *path;
    const char *summary;
    const char *parts[3]; /* names of what the path captures */
    const char *query;    /* names of arguments, blank-separated */
    unsigned status;      /* of success */
    const char *type;     /* of its body; NULL: none */
    const char *takes;    /* type of the request's body; NULL: none */
} APIS[] = {
    {METHOD_GET,
     "~/formList",
     "OpenRosa form list",
     {NULL},
     "formID",
     200,
     OPENROSA,
     NULL},
    {METHOD_HEAD,
     "~/submission",
     "What a submission may weigh",
     {NULL},
     "",
     204,
     NULL,
     NULL},
    {METHOD_POST,
     "~/submission",
     "OpenRosa form submission",
     {NULL},
     "",
     201,
     OPENROSA,
     "multipart/form-data"},
    {METHOD_POST,
     "~/batches",
     "Many answers at once; a receipt for each",
     {NULL},
     "",
     200,
     RECEIPTS_TYPE,
     BATCH_TYPE},
    {METHOD_GET,
     "~/forms/*.xml",
     "The form's document",
     {"formId"},
     "",
     200,
     OPENROSA,
     NULL},
    {METHOD_GET,
     "~/forms/*/manifest",
     "OpenRosa manifest of the form's media",
     {"formId"},
     "",
     200,
     OPENROSA,
     NULL},
    {METHOD_GET,
     "~/forms/*/attachments/*",
     "One of the form's media",
     {"formId", "name"},
     "",
     200,
     "application/octet-stream",
     NULL},
    {METHOD_GET,
     "~/forms/*/responses.csv",
     "A table of answers as CSV",
     {"formId"},
     FILTERS " table lang labels split spreadsheet",
     200,
     "text/csv",
     NULL},
    {METHOD_GET,
     "~/forms/*/responses.jsonl",
     "A table as JSON lines",
     {"formId"},
     FILTERS " table",
     200,
     "application/x-ndjson",
     NULL},
    {METHOD_GET,
     "~/forms/*/responses.xlsx",
     "All tables as a workbook",
     {"formId"},
     FILTERS " table lang labels split",
     200,
     "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
     NULL},
    {METHOD_GET,
     "~/forms/*/responses.geojson",
     "Answers with a place",
     {"formId"},
     FILTERS " table lang labels",
     200,
     "application/geo+json",
     NULL},
    {METHOD_GET,
     "~/forms/*/attachments.zip",
     "Attachments of answers",
     {"formId"},
     FILTERS " raw",
     200,
     "application/zip",
     NULL},
    {METHOD_GET,
     "~/forms/*/datapackage.zip",
     "All tables as a Data Package with a codebook",
     {"formId"},
     FILTERS " split",
     200,
     "application/zip",
     NULL},
    {METHOD_GET,
     "/r/*/*/*",
     "A file of a release of public figures; its number may be latest",
     {"formId", "release", "file"},
     "",
     200,
     ANY,
     NULL},
    {METHOD_GET,
     "/bulletin.atom",
     "What the city says (Atom)",
     {NULL},
     "",
     200,
     "application/atom+xml",
     NULL},
    {METHOD_GET,
     "/metrics",
     "How the hub is doing (OpenMetrics)",
     {NULL},
     "",
     200,
     "application/openmetrics-text",
     NULL},
    {METHOD_GET,
     "/alerts.atom",
     "What somebody should be told (Atom)",
     {NULL},
     "",
     200,
     "application/atom+xml",
     NULL},
    {METHOD_GET,
     "/openapi.json",
     "This description",
     {NULL},
     "",
     200,
     "application/json",
     NULL},
    {METHOD_GET,
     "/style.css",
     "The pages' style",
     {NULL},
     "",
     200,
     "text/css",
     NULL},
};

static const struct api *api_of(const struct route *route)
{
    for (size_t i = 0; i < COUNT_OF(APIS); i++) {
        if (APIS[i].method == route->method &&
            strcmp(APIS[i].path, route->path) == 0)
            return &APIS[i];
    }
    return NULL;
}

static const char *part_name(const struct api *api, size_t i)
{
    static const char *const PLAIN[] = {"part1", "part2", "part3", "part4"};

    return api && i < COUNT_OF(api->parts) && api->parts[i] ? api->parts[i]
                                                            : PLAIN[i];
}

/* A route's pattern as OpenAPI writes it: its base is the one of stations. */
static void add_path(struct buf *out, const struct route *route,
                     const struct api *api)
{
    const char *c = route->path;
    size_t part = 0;

    if (*c == '~') {
        buf_puts(out, "/v1");
        c++;
    }
    for (; *c; c++) {
        if (*c == '*')
            buf_printf(out, "{%s}", part_name(api, part++));
        else
            buf_putc(out, *c);
    }
}

static void add_parameter(struct buf *out, const char **comma, const char *name,
                          size_t size, bool in_path)
{
    buf_printf(out, "%s{\"name\":\"%.*s\",\"in\":\"%s\",", *comma, (int)size,
               name, in_path ? "path" : "query");
    if (in_path)
        buf_puts(out, "\"required\":true,");
    buf_puts(out, "\"schema\":{\"type\":\"string\"}}");
    *comma = ",";
}

static void add_parameters(struct buf *out, const struct route *route,
                           const struct api *api)
{
    const char *comma = "";
    size_t part = 0;

    buf_puts(out, ",\"parameters\":[");
    for (const char *c = route->path; *c; c++) {
        const char *name = *c == '*' ? part_name(api, part++) : NULL;
        if (name)
            add_parameter(out, &comma, name, strlen(name), true);
    }
    for (const char *word = api ? api->query : ""; *word;) {
        size_t size = strcspn(word, " ");
        add_parameter(out, &comma, word, size, false);
        word += size + strspn(word + size, " ");
    }
    buf_putc(out, ']');
}

static void add_response(struct buf *out, const char **comma, unsigned status,
                         const char *description, const char *type)
{
    buf_printf(out, "%s\"%u\":{\"description\":\"%s\"", *comma, status,
               description);
    if (type)
        buf_printf(out, ",\"content\":{\"%s\":{}}", type);
    buf_putc(out, '}');
    *comma = ",";
}

/* What every address may answer, by its door and its kind. */
static void add_responses(struct buf *out, const struct route *route,
                          const struct api *api)
{
    bool is_station = route->door == DOOR_STATION;
    bool is_page = !api;
    const char *refusal = is_page ? ANY : is_station ? OPENROSA : "text/html";
    const char *comma = "";

    buf_puts(out, ",\"responses\":{");
    if (api)
        add_response(out, &comma, api->status, api->summary, api->type);
    if (is_page)
        add_response(out, &comma, 200, "The page", ANY);
    if (api && route->method == METHOD_GET)
        add_response(out, &comma, 304, "What the client has is current", NULL);
    if (!is_station && (is_page || route->door == DOOR_READER))
        add_response(out, &comma, 303, "Go on there", NULL);
    add_response(out, &comma, 400, "It cannot be understood", refusal);
    if (is_station)
        add_response(out, &comma, 401, "A token is missing", refusal);
    if (route->door != DOOR_OPEN || is_page)
        add_response(out, &comma, 403, "It is not permitted", refusal);
    add_response(out, &comma, 404, "There is nothing", refusal);
    if (route->method == METHOD_POST) {
        add_response(out, &comma, 409, "It contradicts what is there", refusal);
        add_response(out, &comma, 413, "It is too large", refusal);
        add_response(out, &comma, 422, "It is not valid", refusal);
    }
    add_response(out, &comma, 429, "Too often; see Retry-After", refusal);
    add_response(out, &comma, 503, "Busy; see Retry-After", refusal);
    buf_putc(out, '}');
}

static void add_security(struct buf *out, enum door door)
{
    static const char *const WAYS[] = {
        [DOOR_OPEN] = "[]",
        [DOOR_STATION] = "[{\"token\":[]},{\"tokenInQuery\":[]}]",
        [DOOR_READER] = "[{\"token\":[]},{\"session\":[]}]",
        [DOOR_PERSON] = "[{\"session\":[]}]",
    };

    buf_printf(out, ",\"security\":%s", WAYS[door]);
}

/* What a page's form or a station sends. */
static const char *body_type(const struct route *route, const struct api *api)
{
    static const char *const TYPES[BODY_KINDS] = {
        [BODY_NONE] = NULL,
        [BODY_FIELDS] = "application/x-www-form-urlencoded",
        [BODY_PARTS] = "multipart/form-data",
        [BODY_BATCH] = BATCH_TYPE,
        [BODY_TEXT] = GROWTH_TYPE,
    };

    return api && api->takes ? api->takes : TYPES[route->body];
}

static void add_operation(struct buf *out, const struct route *route)
{
    static const char *const METHODS[] = {[METHOD_GET] = "get",
                                          [METHOD_HEAD] = "head",
                                          [METHOD_POST] = "post",
                                          [METHOD_OTHER] = "trace"};
    const struct api *api = api_of(route);
    const char *takes = body_type(route, api);

    buf_printf(out, "\"%s\":{\"summary\":", METHODS[route->method]);
    json_escape(out, api ? api->summary : "A page for people");
    buf_printf(out, ",\"tags\":[\"%s\"]",
               route->door == DOOR_STATION ? "stations"
               : api                       ? "programs"
                                           : "people");
    add_parameters(out, route, api);
    if (takes)
        buf_printf(out, ",\"requestBody\":{\"content\":{\"%s\":{}}}", takes);
    add_security(out, route->door);
    add_responses(out, route, api);
    buf_putc(out, '}');
}

/* The first route of each path brings all methods of it. */
static bool is_first(size_t i)
{
    for (size_t k = 0; k < i; k++) {
        if (strcmp(ROUTES[k].path, ROUTES[i].path) == 0)
            return false;
    }
    return true;
}

static void add_item(struct buf *out, size_t i)
{
    const char *comma = "";

    buf_puts(out, "\n\"");
    add_path(out, &ROUTES[i], api_of(&ROUTES[i]));
    buf_puts(out, "\":{");
    for (size_t k = i; k < ROUTES_COUNT; k++) {
        if (strcmp(ROUTES[k].path, ROUTES[i].path) != 0)
            continue;
        buf_puts(out, comma);
        add_operation(out, &ROUTES[k]);
        comma = ",";
    }
    buf_putc(out, '}');
}

void openapi_write(struct buf *out, const char *address)
{
    const char *comma = "";

    buf_puts(out, "{\"openapi\":\"3.1.0\",\"info\":{\"title\":\"barrio-hub\","
                  "\"version\":\"" BARRIO_VERSION "\"},\"servers\":[{\"url\":");
    json_escape(out, address);
    buf_puts(out, "}],\"paths\":{");
    for (size_t i = 0; i < ROUTES_COUNT; i++) {
        if (!is_first(i))
            continue;
        buf_puts(out, comma);
        add_item(out, i);
        comma = ",";
    }
    buf_puts(out, "},\n\"components\":{\"securitySchemes\":{"
                  "\"token\":{\"type\":\"http\",\"scheme\":\"bearer\"},"
                  "\"tokenInQuery\":{\"type\":\"apiKey\",\"in\":\"query\","
                  "\"name\":\"st\"},"
                  "\"session\":{\"type\":\"apiKey\",\"in\":\"cookie\","
                  "\"name\":\"barrio_session\"}}}}\n");
}

void openapi_show(struct visit *visit)
{
    struct buf out;

    buf_init(&out, 0);
    openapi_write(&out, visit->hub->config.public_url);
    request_reply_buf(visit->request, 200, "application/json", &out);
}
