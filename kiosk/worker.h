/* Who does field work at this station, and who is signed in. */
#ifndef KIOSK_WORKER_H
#define KIOSK_WORKER_H

#include "base/attr.h"
#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct config;
struct kiosk;

struct workers {
    struct worker {
        char *name, *pin; /* the PIN's hash */
    } * items;
    size_t count, capacity;
};

/* Reads who may sign in; cleared by workers_clear. */
MUST_USE enum err workers_load(struct kiosk *kiosk, struct workers *out);
/* Frees the list; safe on a zeroed one. */
void workers_clear(struct workers *workers);

/* Signs in when the PIN is right; false as well while it has to wait after
 * wrong ones, as the operator has (kiosk/operator.h). */
MUST_USE bool worker_sign_in(struct kiosk *kiosk, const struct worker *worker,
                             const char *pin, int64_t boot_ms);
/* Leaves the interview as a draft, and signs out. */
void worker_sign_out(struct kiosk *kiosk);

/* `barrio-kiosk worker add NAME`, `remove NAME`, `list`; read_pin gives the
 * hash of a PIN that was typed, or NULL. Returns the exit status. */
int worker_command(const struct config *config, char *(*read_pin)(void));

#endif
