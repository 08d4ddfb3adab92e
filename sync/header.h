/* What the headers of a reply say, read from their values, which come from
 * anybody. */
#ifndef SYNC_HEADER_H
#define SYNC_HEADER_H

struct http_reply;

/* Values as they came, "" where there was none. */
struct header_values {
    const char *type;    /* Content-Type */
    const char *etag;    /* ETag */
    const char *accept;  /* X-OpenRosa-Accept-Content-Length */
    const char *hub;     /* X-Barrio-Hub (wire/envelope.h) */
    const char *promise; /* X-Barrio-Promise (proof/promise.h) */
    const char *log;     /* X-Barrio-Log (wire/heartbeat.h) */
};

/* Fills in what a reply has of them. A value that makes no sense, or is too
 * long, counts as absent. */
void header_read(const struct header_values *values, struct http_reply *out);

#endif
