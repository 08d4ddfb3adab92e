/* How a station gets its name and its key known to a hub of ours.
 *
 *   POST <base>/enrol   with a one-time code, no token
 *   POST <base>/key     with the station's token, for a first or a new key
 *
 * Request and reply, text/plain, are signed notes (proof/note.h) whose text
 * has these lines, the bracketed ones only where they apply:
 *
 *   barrio.identity/1
 *   [code 7K2M9QXT4HWZ]
 *   [station luna-3]
 *   [token ...]
 *   key NAME+ID+BASE64
 *   [hub hub.example/1+ID+BASE64]
 *
 * The request is signed by the key it brings, so that nobody enrols a key
 * that is another's, and when it replaces one also by the key before. The
 * reply, signed by the hub, gives the key the name under which it is known
 * from now on. The same request again gets the same answer (and another
 * token), so that a lost reply costs nothing. 403: the code is unknown, used
 * or too old, or the station has another key. */
#ifndef WIRE_IDENTITY_H
#define WIRE_IDENTITY_H

#include "base/attr.h"
#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct buf;

#define IDENTITY_TYPE "text/plain"
enum {
    IDENTITY_LARGEST = 8192,
    IDENTITY_CODE_SIZE = 13, /* 12 characters and NUL */
};

/* Texts are "" where the line is absent. */
struct identity {
    const char *code;
    const char *station;
    const char *token;
    const char *key;
    const char *hub;
};

/* Appends the text, unsigned. */
void identity_write(struct buf *out, const struct identity *identity);
/* Reads the text of a note into arena; ERR_FORMAT when it is none. */
MUST_USE enum err identity_read(const char *text, size_t size,
                                struct arena *arena, struct identity *out);

/* A new random code of 60 bits, without letters that look alike. */
void identity_new_code(char out[IDENTITY_CODE_SIZE]);
/* Reads a code as a person types it: any case, with dashes or blanks, with O
 * for 0 and I or L for 1. False when it is none. */
MUST_USE bool identity_read_code(const char *typed,
                                 char out[IDENTITY_CODE_SIZE]);

#endif
