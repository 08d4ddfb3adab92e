/* The running hub, and one visit to it: a request with what the hub found out
 * about who comes and where to. */
#ifndef HUB_HUB_H
#define HUB_HUB_H

#include "base/buf.h"
#include "config.h"
#include "credential.h"
#include "http.h"
#include "permission.h"
#include "reader.h"
#include "route.h"

#include <stdbool.h>
#include <stdint.h>

struct archive;
struct children;
struct intake;
struct lexicon;
struct models;
struct prepared_set;
struct reckoned_set;
struct shelf;
struct throttle;
struct upload;
struct words;

struct hub {
    struct config config;
    struct archive *archive;
    struct http *http;
    struct words *words;
    struct models *models;
    struct lexicon *lexicon;
    struct intake *intake;
    struct children *children;
    struct prepared_set *prepared;
    struct reckoned_set *reckoned;
    struct shelf *shelf;
    struct throttle *throttle; /* failed sign-ins */
    struct credentials credentials;
    bool is_awaited; /* an export waits for the projection */
    size_t served;   /* visits that were let in and are not over */
};

struct visit {
    struct hub *hub;
    struct request *request;
    struct arena *arena;
    const struct route *route;
    const char *part[ROUTE_PARTS]; /* captured from the path */
    const char *token;             /* a station's or reader's, or NULL */
    int64_t station;
    int64_t station_seen_ms;
    int64_t person; /* 0: nobody is signed in */
    const char *person_name;
    struct duties duties; /* of the person */
    struct reader reader; /* whose token was shown; name NULL: none */
    const char *session;  /* the cookie's secret */
    const char *csrf;     /* what the session's own forms carry */
    const char *language; /* "es" or "en" */
    bool is_served;       /* one of hub->served */
    struct upload *upload;
    struct buf body;                   /* of BODY_FIELDS */
    void *data;                        /* the handler's own, in the arena */
    void (*gone)(struct visit *visit); /* lets go of data; NULL: nothing */
};

/* Marks a text of a table for translation; say() looks it up later. */
#define N_(english) english
/* The text in the visitor's language. */
const char *say(const struct visit *visit, const char *english);
/* The form of it that goes with n things. */
const char *say_count(const struct visit *visit, const char *one,
                      const char *many, int64_t n);

/* Begins, feeds, ends and forgets a visit; http.c calls these. */
void visit_begin(void *context, struct request *request);
/* Hands a piece of the body on to whoever reads it. */
void visit_body(void *hub, struct request *request, const char *data,
                size_t size);
/* All is in: lets the route's handler answer. */
void visit_end(void *hub, struct request *request);
/* Forgets the visit and what it held. */
void visit_gone(void *hub, struct request *request);

/* Whether the visitor may do it, to that form or in that neighbourhood; NULL
 * asks whether they may anywhere at all. */
bool visit_may(const struct visit *visit, enum action action,
               const char *form_id, const char *area);
/* To which neighbourhoods the visitor's permission for an action on a form is
 * limited. */
struct areas visit_areas(const struct visit *visit, enum action action,
                         const char *form_id);
/* Whether the visitor may do it to that form in all these neighbourhoods. */
bool visit_covers(const struct visit *visit, enum action action,
                  const char *form_id, const struct areas *areas);
/* Refuses with the name of the permission that is lacking. */
void visit_forbid(struct visit *visit, enum action action);

/* Where the visit comes from, as far as it tells clients apart (address.h);
 * behind a proxy, what the proxy says. */
const char *visit_address(struct visit *visit);

/* A field of a page's form, unescaped; "" when absent. */
const char *visit_field(struct visit *visit, const char *name);
/* Replies with a plain refusal that suits the route: an OpenRosa envelope to
 * stations, a page to people. message is English; pages translate it. */
void visit_refuse(struct visit *visit, unsigned status, const char *message);
/* The status and message for an error that the hub ran into. */
void visit_fail(struct visit *visit, enum err err);
/* Replies with a redirect after a POST. */
void visit_go(struct visit *visit, const char *path);
/* Adds an ETag and replies 304 when the client has that very content; true
 * when it did. etag is a bare hash. */
bool visit_is_current(struct visit *visit, const char *etag);

#endif
