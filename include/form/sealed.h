/* A sealed response: the envelope that is sent in place of the answers, and
 * the encrypted files beside it. */
#ifndef FORM_SEALED_H
#define FORM_SEALED_H

#include "base/attr.h"
#include "base/buf.h"
#include "base/err.h"

#include <stddef.h>

/* Bytes of an encrypted response when it is opened again. */
enum { SEALED_LARGEST = 64 << 20 };

/* A file by name; data is borrowed. */
struct sealed_file {
    const char *name;
    const void *data;
    size_t size;
};

/* What is sealed. Texts are borrowed. */
struct sealed_source {
    const char *form_id, *form_version; /* the version may be "" */
    const char *instance_id;            /* with its "uuid:" */
    const char *public_key;             /* base64RsaPublicKey of the form */
    struct sealed_file submission;      /* its name is ignored */
    const struct sealed_file *media;
    size_t media_count;
};

/* The result: an envelope and files named "NAME.enc", the submission's last.
 * Free with sealed_clear. */
struct sealed {
    struct buf envelope;
    struct sealed_part {
        char *name;
        struct buf data;
    } * parts;
    size_t parts_count;
};

/* Seals a response. Every call gives other bytes. */
MUST_USE enum err sealed_make(struct sealed *out,
                              const struct sealed_source *source);
/* Frees what sealed_make or sealed_open gave. */
void sealed_clear(struct sealed *sealed);

/* Reads the file of that name within a sealed response; ERR_MISSING when it
 * is not there. */
struct sealed_reader {
    enum err (*read)(void *context, const char *name, struct buf *out);
    void *context;
};

/* Opens a sealed response by a private key in PEM: parts are the media and,
 * last, "submission.xml". *out's envelope stays empty. ERR_FORMAT when the
 * envelope is none, ERR_DENIED when the key is another one, ERR_MISSING when
 * a file is missing; each logged. */
MUST_USE enum err sealed_open(struct sealed *out, const char *envelope,
                              size_t size, const char *private_pem,
                              const char *passphrase,
                              const struct sealed_reader *reader);

#endif
