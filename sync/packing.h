/* How the frames of a batch are packed: by what the lane's hub and this build
 * both know, against the empty instance of the form where the hub has it. */
#ifndef SYNC_PACKING_H
#define SYNC_PACKING_H

#include "base/buf.h"
#include "wire/batch.h"

#include <stdbool.h>

struct db;
struct lane;
struct response;

struct packing {
    struct batch_packing how; /* of the next frame */
    bool has_helped;          /* a dictionary was chosen at least once */
    const struct lane *lane;
    struct db *db;
    struct buf dictionary;
    char *form_id, *form_version; /* that the dictionary is of, or NULL */
};

/* Begins with the lane's hub in mind. */
void packing_init(struct packing *packing, const struct lane *lane,
                  struct db *db);
/* Chooses for a frame that begins with this response. */
void packing_choose(struct packing *packing, const struct response *response);
/* Frees what it holds. */
void packing_clear(struct packing *packing);

#endif
