#include "throttle.h"

#include "base/buf.h"
#include "base/digest.h"
#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

/* A key lives in one of the slots of its row. */
enum { ROWS = 1024, SLOTS = 8 };

struct slot {
    uint64_t hash; /* 0: empty */
    int64_t since_ms;
    unsigned count;
};

struct throttle {
    int64_t window_ms;
    unsigned char secret[16]; /* nobody can choose keys of one row */
    struct slot slots[ROWS][SLOTS];
};

struct throttle *throttle_new(int64_t window_ms)
{
    struct throttle *throttle = xcalloc(1, sizeof *throttle);

    throttle->window_ms = window_ms;
    digest_random(throttle->secret, sizeof throttle->secret);
    return throttle;
}

void throttle_free(struct throttle *throttle)
{
    free(throttle);
}

static uint64_t hash_of(const struct throttle *throttle, const char *kind,
                        const char *key)
{
    unsigned char digest[DIGEST_LARGEST];
    struct buf text;
    uint64_t hash;

    buf_init(&text, 0);
    buf_printf(&text, "%s:%s", kind, key);
    digest_hmac(DIGEST_SHA256, throttle->secret, sizeof throttle->secret,
                text.data, text.size, digest);
    buf_clear(&text);
    memcpy(&hash, digest, sizeof hash);
    return hash | 1;
}

static bool is_alive(const struct throttle *throttle, const struct slot *slot,
                     int64_t now_ms)
{
    return slot->hash && now_ms - slot->since_ms < throttle->window_ms;
}

static struct slot *find(struct throttle *throttle, uint64_t hash)
{
    struct slot *row = throttle->slots[hash / 2 % ROWS];

    for (size_t i = 0; i < SLOTS; i++) {
        if (row[i].hash == hash)
            return &row[i];
    }
    return NULL;
}

static struct slot *oldest(struct throttle *throttle, uint64_t hash)
{
    struct slot *row = throttle->slots[hash / 2 % ROWS];
    struct slot *out = &row[0];

    for (size_t i = 1; i < SLOTS; i++) {
        if (!row[i].hash || (out->hash && row[i].since_ms < out->since_ms))
            out = &row[i];
    }
    return out;
}

bool throttle_is_over(const struct throttle *throttle, const char *kind,
                      const char *key, int64_t now_ms, unsigned limit)
{
    /* Looking changes nothing; find is written once, for both uses. */
    const struct slot *slot =
        find((struct throttle *)throttle, hash_of(throttle, kind, key));

    return slot && is_alive(throttle, slot, now_ms) && slot->count >= limit;
}

void throttle_count(struct throttle *throttle, const char *kind,
                    const char *key, int64_t now_ms)
{
    uint64_t hash = hash_of(throttle, kind, key);
    struct slot *slot = find(throttle, hash);

    if (!slot)
        slot = oldest(throttle, hash);
    if (slot->hash != hash || !is_alive(throttle, slot, now_ms))
        *slot = (struct slot){.hash = hash, .since_ms = now_ms};
    slot->count++;
}

void throttle_forget(struct throttle *throttle, const char *kind,
                     const char *key)
{
    struct slot *slot = find(throttle, hash_of(throttle, kind, key));

    if (slot)
        *slot = (struct slot){.hash = 0};
}
