#include "peers.h"

#include "base/mem.h"
#include "base/stamp.h"

#include <stdlib.h>
#include <sys/socket.h>

enum { SWEEP_MS = 1000 };

void peers_init(struct peers *peers, int64_t idle_ms, int64_t request_ms)
{
    *peers = (struct peers){
        .limit = SIZE_MAX, .idle_ms = idle_ms, .request_ms = request_ms};
    peers->ring.next = peers->ring.previous = &peers->ring;
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

void peer_set_request(struct peer *peer, struct request *request)
{
    peer->request = request;
    peer->is_complete = false;
    peer->since_ms = stamp_boot_ms();
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

    if (now - peers->swept_ms < SWEEP_MS)
        return;
    peers->swept_ms = now;
    for (struct peer *p = peers->ring.next; p != &peers->ring; p = p->next) {
        int64_t limit = p->request ? peers->request_ms : peers->idle_ms;
        /* Its end is then found by the library like any other. */
        if (!p->is_complete && now - p->since_ms > limit)
            shutdown(p->fd, SHUT_RDWR);
    }
}
