/* Signed notes and checkpoints, read from C2SP's own description. */
#ifndef VERIFY_NOTE_H
#define VERIFY_NOTE_H

#include "verify_hash.h"
#include "verify_say.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { NAME_SIZE = 64, NOTE_LOG = 1, NOTE_WITNESS = 4 };

/* A public key as people pass it on: NAME+ID+BASE64. */
struct signer {
    char name[NAME_SIZE];
    unsigned char kind; /* NOTE_LOG or NOTE_WITNESS */
    unsigned char id[4];
    unsigned char open[KEY_SIZE];
};

/* Reads a signer; false when it is none or its id is another key's. */
bool verify_signer_read(struct signer *out, const char *text);
/* The signer that belongs to 32 secret bytes. */
bool verify_signer_of(struct signer *out, const char *name, unsigned char kind,
                      const unsigned char secret[KEY_SIZE]);
/* Prints it; out holds 192 bytes. */
void verify_signer_print(const struct signer *signer, char out[192]);

/* A checkpoint: its text is borrowed from where it was read. */
struct head {
    const char *where; /* the file, for sentences */
    const char *note;  /* with its signatures */
    size_t text_size;  /* bytes that are signed */
    char origin[NAME_SIZE];
    uint64_t size;
    unsigned char root[HASH_SIZE];
};

/* Reads a checkpoint; false and a sentence when it is none. */
bool verify_head_read(struct head *out, const char *where, const char *note,
                      struct say *say);
/* Bytes of a note's text, 0 when it is no note. */
size_t verify_note_text(const char *note);

enum signature { SIGNATURE_GOOD, SIGNATURE_ABSENT, SIGNATURE_FALSE };
/* Looks for a signer's line; a witness's time goes to *time_s. */
enum signature verify_note_signature(const char *note,
                                     const struct signer *signer,
                                     uint64_t *time_s);
/* Says whether the log itself has signed the checkpoint. */
bool verify_head_is_signed(const struct head *head, const struct signer *signer,
                           struct say *say);
/* A witness's line for a checkpoint, made at that time; out holds 256. */
bool verify_head_cosign(const struct head *head, const struct signer *signer,
                        const unsigned char secret[KEY_SIZE], uint64_t time_s,
                        char out[256]);

#endif
