/* The addresses of the hub: one const table of method, path, who may, what
 * body it takes and who answers. */
#ifndef HUB_ROUTE_H
#define HUB_ROUTE_H

#include "base/attr.h"
#include "http.h"
#include "permission.h"

#include <stddef.h>

struct arena;
struct visit;

/* Who may come in. */
enum door {
    DOOR_OPEN,    /* everybody */
    DOOR_STATION, /* who shows a station's token */
    DOOR_READER,  /* who is signed in, or shows an export token */
    DOOR_PERSON,  /* who is signed in */
};

/* What body the handler expects. */
enum body {
    BODY_NONE,
    BODY_FIELDS, /* of a page's form, with a CSRF token where signed in */
    BODY_PARTS,  /* multipart, files on disk */
    BODY_BATCH,  /* the bulk protocol, kept frame by frame */
    BODY_TEXT,   /* a text, whole: a log's growth */
    BODY_KINDS
};

enum { ROUTE_PARTS = 4 };

/* An address. Who comes as a person or reader needs the action's permission;
 * DOOR_OPEN goes with ACTION_OPEN, DOOR_STATION with ACTION_STATION. */
struct route {
    enum method method; /* GET also answers HEAD */
    /* Segments; "*" captures one, "*.xml" what stands before it. A leading "~"
     * stands for any base that OpenRosa clients use:
     * [/v1][/key/TOKEN][/projects/N]. */
    const char *path;
    enum door door;
    /* What is done there. Where it is about a form, the first captured
     * segment names the form; the handler asks again for what its fields
     * name (visit_may). */
    enum action action;
    enum body body;
    void (*handle)(struct visit *visit);
};

struct match {
    const struct route *route;     /* NULL: none */
    const char *part[ROUTE_PARTS]; /* captured, unescaped */
    const char *token;             /* of the base, or NULL */
    bool other_method;             /* the path is known, the method not */
};

/* Looks a request's path up in a table; texts of the match live in arena. A
 * path that is malformed, or too long in segments, matches nothing. */
struct match route_find(const struct route *routes, size_t count,
                        enum method method, const char *text,
                        struct arena *arena);

/* The hub's own table. */
extern const struct route ROUTES[];
extern const size_t ROUTES_COUNT;

#endif
