/* The connections that are open, by age: whoever holds one without bringing a
 * request in time is cut. */
#ifndef HUB_PEERS_H
#define HUB_PEERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct request;

struct peer {
    struct peer *previous, *next;
    int fd;
    int64_t since_ms; /* accepted, or its last request was over or begun */
    struct request *request;
    bool is_complete; /* the request's body is in: the wait is ours */
};

struct peers {
    struct peer ring; /* the head is no connection */
    size_t count, limit;
    bool was_full;
    int64_t swept_ms, due_ms; /* before then nobody's time is over */
    int64_t idle_ms;    /* for a connection to bring a request's headers */
    int64_t request_ms; /* for a request to bring its body */
};

/* Prepares an empty ring; the limits are in milliseconds. */
void peers_init(struct peers *peers, int64_t idle_ms, int64_t request_ms);
/* A connection came; the caller drops it with peers_drop when it has gone. */
struct peer *peers_add(struct peers *peers, int fd);
/* NULL is accepted. */
void peers_drop(struct peers *peers, struct peer *peer);
/* Its request begins, or is over (NULL). */
void peers_set_request(struct peers *peers, struct peer *peer,
                       struct request *request);
/* Whether there is room again since there was none. The library lets go of the
 * port at its limit, and takes it up again only in the run after the one that
 * closed a connection: nothing else would wake us for those who wait there. */
bool peers_made_room(struct peers *peers);
/* Cuts, at most once a second, those whose time is over. */
void peers_sweep(struct peers *peers);
/* For how many ms that cuts nobody; -1: nobody waits. */
int peers_timeout_ms(const struct peers *peers);

#endif
