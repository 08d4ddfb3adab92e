/* A response: one neighbour's finished answers to one form, as frozen bytes
 * with what was learned beside them. Every floor passes this noun on; none
 * opens the body again to change it. */
#ifndef RECORD_RESPONSE_H
#define RECORD_RESPONSE_H

#include "base/stamp.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The key of a response everywhere: the first 16 bytes of SHA-256 over its
 * instanceID. It is unique across a whole archive, whichever way it came. */
enum { RESPONSE_KEY_SIZE = 16 };

/* A file that belongs to a response; its content is stored by its hash. */
struct attachment {
    char *name; /* as it stands in the body */
    char *type; /* media type */
    unsigned char sha256[32];
    uint64_t size;
};

/* What travels beside the frozen bytes and is never written into them. Texts
 * are "" when not known. */
struct envelope {
    char *origin;         /* station where it was given */
    char *entry_mode;     /* touch, keypad, keys, field, web... */
    char *language;       /* of the form when it was finished */
    char *zone;           /* TZ of the station */
    char *boot_id;        /* which start of the machine */
    char *flags;          /* blank-separated: partial; and what is told, never
                             dropped: fast, straight, same, burst */
    char *extra;          /* JSON object: order of shuffled choices, kinds of no
                             answer, durations; "{}" when empty */
    struct stamp started; /* first tap */
    struct stamp saved;   /* last tap */
};

enum { EVIDENCE_SECRET_SIZE = 16, EVIDENCE_HASH_SIZE = 32 };

/* Where a response stands in its station's log, and what opens its commitment
 * there (proof/opening.h). */
struct evidence {
    char *log; /* name and epoch, "plaza.7f3a/1"; NULL or "": it is in none */
    uint64_t index;
    unsigned char salt[EVIDENCE_SECRET_SIZE];
    unsigned char token_hash[EVIDENCE_SECRET_SIZE];
    char *symbol; /* what the resident picked, or "" */
    unsigned char commitment[EVIDENCE_HASH_SIZE]; /* does not travel */
};

struct response {
    unsigned char key[RESPONSE_KEY_SIZE];
    char *id;            /* instanceID, with its "uuid:" */
    char *deprecated_id; /* the one it replaces, or "" */
    char *form_id;
    char *form_version; /* may be "" */
    char *body;         /* frozen bytes */
    size_t body_size;
    struct envelope envelope;
    struct attachment *attachments;
    size_t attachments_count;
    struct evidence evidence;
};

/* Whether the response is in a log. */
bool response_is_logged(const struct response *response);

/* The key of an instanceID. */
void response_key(const char *id, unsigned char out[RESPONSE_KEY_SIZE]);
/* Frees all members and zeroes the struct; for responses whose parts were
 * allocated singly (not those in an arena). */
void response_clear(struct response *response);
/* Sets every NULL text to an empty one of its own, so that readers need not
 * ask. */
void response_complete(struct response *response);

#endif
