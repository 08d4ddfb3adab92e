/* The manifest of publications: everything that a hub of ours offers to its
 * stations now, as one text under one signature. Each change makes a new
 * edition with a higher number.
 *
 *   GET <base>/edition    If-None-Match: "NUMBER"
 *   304, or 200 text/plain with a signed note (proof/note.h) whose text is
 *
 *     barrio.edition/1
 *     number 1795862400
 *     time 1795862400
 *     key hub.example/1+5d0ac1f2+AW...
 *     form SHA256 SIZE FORM-ID VERSION
 *     media SHA256 SIZE NAME FORM-ID
 *     theme SHA256 SIZE NAME
 *     bulletin SHA256 SIZE NAME
 *     release SHA256 SIZE NAME
 *     assignment SHA256 SIZE NAME
 *
 * Numbers only grow; a number is at least the time of its making in seconds,
 * so that a hub restored from an old copy goes on above what it said before.
 * `key` is whom to trust from now on: the signer itself, or, in a note that
 * the old key signs as well, its successor. Names are escaped with %XX, an
 * empty one is "%". A reader passes over lines of kinds it does not know.
 * The bytes are at <base>/forms/FORM-ID.xml,
 * <base>/forms/FORM-ID/attachments/NAME and <base>/edition/KIND/NAME.
 *
 * A hub offers this by the header X-Barrio-Hub (wire/envelope.h) from
 * version 2 on; an older one answers 404 and publishes by formList alone. */
#ifndef WIRE_EDITION_H
#define WIRE_EDITION_H

#include "base/attr.h"
#include "base/digest.h"
#include "base/err.h"
#include "record/publication.h"

#include <stddef.h>
#include <stdint.h>

struct arena;
struct buf;

#define EDITION_TYPE "text/plain"
enum { EDITION_MOST_ITEMS = 4096 };

struct edition_item {
    enum publication_kind kind;
    const char *name;    /* of the file; a form's id */
    const char *form_id; /* of form and media, otherwise "" */
    const char *version; /* of a form, otherwise "" */
    uint64_t size;
    unsigned char sha256[SHA256_SIZE];
};

struct edition {
    int64_t number;
    int64_t time_s;
    const char *key; /* printed verifier of the key to trust from now on */
    struct edition_item *items;
    size_t count;
};

/* Appends the text, unsigned. */
void edition_write(struct buf *out, const struct edition *edition);
/* Reads the text of a note; what is read lives in arena. ERR_FORMAT when it
 * is malformed, names a file unsafely or twice; ERR_LIMIT beyond
 * EDITION_MOST_ITEMS. */
MUST_USE enum err edition_read(const char *text, size_t size,
                               struct arena *arena, struct edition *out);

/* Appends the address of an item below a base ("forms/ID.xml"). */
void edition_add_path(struct buf *out, const struct edition_item *item);

#endif
