/* Responses on their way out: what waits is sent, what the server says is
 * settled. */
#ifndef SYNC_PUSH_H
#define SYNC_PUSH_H

#include "base/attr.h"
#include "base/err.h"
#include "http.h"

struct db;
struct lane;

/* What a status means for the response that was sent. */
enum push_action {
    PUSH_KEPT,     /* done with this target */
    PUSH_RETRY,    /* again later; others may go on */
    PUSH_HOLD,     /* all of its form and version wait */
    PUSH_CONFLICT, /* again once, then parked */
    PUSH_PARK,     /* never again unchanged */
    PUSH_STOP,     /* nothing more to this target */
};
struct push_rule {
    enum push_action action;
    enum trouble trouble;
};
/* The rule for a reply that came whole. Its body never makes a success. */
struct push_rule push_rule_for(const struct http_reply *reply);

/* Sends what is due until nothing is, the way fails or the process is told
 * to end. lane->push_ms then says when to come again. Errors are the
 * database's. */
MUST_USE enum err push_lane(struct lane *lane, struct db *db);

#endif
