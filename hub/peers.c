#include "peers.h"

#include "base/mem.h"
#include "base/stamp.h"

#include <limits.h>
#include <stdlib.h>
#include <sys/socket.h>

enum { SWEEP_MS = 1000 };

void peers_init(struct peers *peers, int64_t idle_ms, int64_t request_ms)
{
    *peers = (struct peers){
        .limit = SIZE_MAX, .idle_ms = idle_ms, .request_ms = request_ms};
    peers->ring.next = peers->ring.previous = &peers->ring;
    peers->due_ms = INT64_MAX;
}

static int64_t end_of(const struct peers *peers, const struct peer *peer)
{
    if (peer->is_complete)
        return INT64_MAX;
    return peer->since_ms +
           (peer->request ? peers->request_ms : peers->idle_ms);
}

/* The next sweep says it exactly: too early only wakes for nothing, once. */
static void note_end(struct peers *peers, const struct peer *peer)
{
    int64_t end = end_of(peers, peer);

    if (end < peers->due_ms)
        peers->due_ms = end;
}

struct peer *peers_add(struct peers *peers, int fd)
{
    struct peer *peer = xcalloc(1, sizeof *peer);

    peer->fd = fd;
    peer->since_ms = stamp_boot_ms();
    peer->next = &peers->ring;
    peer->previous = peers->ring.previous;
    peer->previous->next = peers->ring.previous = peer;
    peers->count++;
    note_end(peers, peer);
    peers->was_full = peers->was_full || peers->count >= peers->limit;
    return peer;
}

void peers_drop(struct peers *peers, struct peer *peer)
{
    if (!peer)
        return;
    peer->previous->next = peer->next;
    peer->next->previous = peer->previous;
    free(peer);
    peers->count--;
}

void peers_set_request(struct peers *peers, struct peer *peer,
                       struct request *request)
{
    peer->request = request;
    peer->is_complete = false;
    peer->since_ms = stamp_boot_ms();
    note_end(peers, peer);
}

bool peers_made_room(struct peers *peers)
{
    bool made = peers->was_full && peers->count < peers->limit;

    if (made)
        peers->was_full = false;
    return made;
}

void peers_sweep(struct peers *peers)
{
    int64_t now = stamp_boot_ms();

    if (now < peers->due_ms || now - peers->swept_ms < SWEEP_MS)
        return;
    peers->swept_ms = now;
    peers->due_ms = INT64_MAX;
    for (struct peer *p = peers->ring.next; p != &peers->ring; p = p->next) {
        /* Its end is then found by the library like any other. */
        if (now > end_of(peers, p))
            shutdown(p->fd, SHUT_RDWR);
        note_end(peers, p);
    }
}

int peers_timeout_ms(const struct peers *peers)
{
    int64_t now = stamp_boot_ms(), at = peers->due_ms;

    if (at == INT64_MAX)
        return -1;
    if (at < peers->swept_ms + SWEEP_MS)
        at = peers->swept_ms + SWEEP_MS;
    if (at <= now)
        return 0;
    return at - now < INT_MAX ? (int)(at - now) : INT_MAX;
}
