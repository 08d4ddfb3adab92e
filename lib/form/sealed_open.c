/* Opening what sealed.c closed, with the private key. The envelope names the
 * files in the order in which they were sealed, on which the start of each
 * depends: the submission is the last. */
#include "form/sealed.h"

#include "base/log.h"
#include "base/mem.h"
#include "base/xml.h"
#include "form/seal.h"

#include <stdlib.h>
#include <string.h>

enum { MEDIA_MOST = 1000, FIELD_LONGEST = 4096 };

/* An envelope as it is read; the names of files in their order, the
 * submission's last. */
struct envelope_reader {
    struct buf text;
    char *key, *instance_id;
    char **names;
    char *submission;
    size_t count, capacity;
};

static void clear(struct envelope_reader *r)
{
    for (size_t i = 0; i < r->count; i++)
        free(r->names[i]);
    free(r->names);
    free(r->submission);
    free(r->key);
    free(r->instance_id);
    buf_clear(&r->text);
}

static enum err on_start(void *context, const struct xml_element *element)
{
    struct envelope_reader *r = context;

    (void)element;
    buf_reset(&r->text);
    return ERR_NONE;
}

static enum err on_text(void *context, const char *text, size_t size)
{
    struct envelope_reader *r = context;

    buf_add(&r->text, text, size);
    return r->text.overflow ? ERR_LIMIT : ERR_NONE;
}

static enum err add_name(struct envelope_reader *r)
{
    if (r->count == MEDIA_MOST)
        return ERR_LIMIT;
    r->names = mem_grow(r->names, r->count, &r->capacity, sizeof(char *));
    r->names[r->count++] = buf_steal(&r->text);
    return ERR_NONE;
}

/* Keeps the first of each; a second one is a forgery or an error. */
static enum err keep(struct envelope_reader *r, char **slot)
{
    if (*slot)
        return ERR_FORMAT;
    *slot = buf_steal(&r->text);
    return ERR_NONE;
}

static enum err on_end(void *context, const char *name, const char *ns)
{
    struct envelope_reader *r = context;

    (void)ns;
    if (!strcmp(name, "base64EncryptedKey"))
        return keep(r, &r->key);
    if (!strcmp(name, "instanceID"))
        return keep(r, &r->instance_id);
    if (!strcmp(name, "encryptedXmlFile"))
        return keep(r, &r->submission);
    if (!strcmp(name, "file"))
        return add_name(r);
    return ERR_NONE;
}

static enum err read_envelope(struct envelope_reader *r, const char *data,
                              size_t size)
{
    const struct xml_handler handler = {on_start, on_end, on_text};
    struct xml_error why = {.line = 0};

    *r = (struct envelope_reader){.count = 0};
    buf_init(&r->text, FIELD_LONGEST);
    enum err err = xml_read(data, size, &handler, r, &why);
    if (!err && (!r->key || !r->instance_id || !r->submission))
        err = ERR_FORMAT;
    if (err) {
        log_error("line %d: not the envelope of an encrypted response %s",
                  why.line, why.reason);
        return err;
    }
    buf_reset(&r->text);
    buf_puts(&r->text, r->submission);
    return add_name(r);
}

/* "photo.jpg.enc" was "photo.jpg". */
static char *plain_name(const char *name)
{
    size_t length = strlen(name);

    if (length > 4 && !strcmp(name + length - 4, ".enc"))
        length -= 4;
    return xstrndup(name, length);
}

static enum err open_part(struct sealed *out, struct seal *seal,
                          const char *name, const struct sealed_reader *reader)
{
    struct sealed_part *part = &out->parts[out->parts_count++];
    struct buf bytes;

    part->name = plain_name(name);
    buf_init(&part->data, SEALED_LARGEST);
    buf_init(&bytes, SEALED_LARGEST);
    enum err err = reader->read(reader->context, name, &bytes);
    if (err)
        log_error("%s: %s", name, err_text(err));
    else
        err = seal_open(seal, bytes.data, bytes.size, &part->data);
    if (err == ERR_FORMAT)
        log_error("%s: does not decrypt; another key, or a damaged file", name);
    buf_clear(&bytes);
    return err;
}

static enum err open_parts(struct sealed *out, const struct buf *key,
                           const struct envelope_reader *envelope,
                           const struct sealed_reader *reader)
{
    enum err err = ERR_NONE;
    struct seal seal;

    seal_resume(&seal, (unsigned char *)key->data, envelope->instance_id);
    out->parts = xcalloc(envelope->count, sizeof *out->parts);
    for (size_t i = 0; !err && i < envelope->count; i++)
        err = open_part(out, &seal, envelope->names[i], reader);
    seal_clear(&seal);
    return err;
}

enum err sealed_open(struct sealed *out, const char *envelope, size_t size,
                     const char *private_pem, const char *passphrase,
                     const struct sealed_reader *reader)
{
    struct envelope_reader r;
    struct buf key;

    *out = (struct sealed){.parts = NULL};
    buf_init(&out->envelope, 0);
    buf_init(&key, 0);
    enum err err = read_envelope(&r, envelope, size);
    if (!err) {
        err = seal_unwrap(private_pem, passphrase, r.key, &key);
        if (!err && key.size != SEAL_KEY_SIZE)
            err = ERR_DENIED;
        if (err)
            log_error("%s: this private key does not open it", r.instance_id);
    }
    if (!err)
        err = open_parts(out, &key, &r, reader);
    seal_wipe(&key);
    clear(&r);
    if (err)
        sealed_clear(out);
    return err;
}
