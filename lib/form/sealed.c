#include "form/sealed.h"

#include "base/digest.h"
#include "base/mem.h"
#include "base/xml.h"
#include "form/seal.h"

#include <stdlib.h>
#include <string.h>

static const char SUBMISSION[] = "submission.xml";

void sealed_clear(struct sealed *sealed)
{
    for (size_t i = 0; i < sealed->parts_count; i++) {
        free(sealed->parts[i].name);
        buf_clear(&sealed->parts[i].data);
    }
    free(sealed->parts);
    buf_clear(&sealed->envelope);
    *sealed = (struct sealed){.parts = NULL};
}

/* Encrypts one file and notes it for the signature, "name::md5". */
static enum err add_part(struct sealed *out, struct seal *seal,
                         const struct sealed_file *file, const char *name,
                         struct buf *signature)
{
    struct sealed_part *part = &out->parts[out->parts_count++];
    char md5[33];

    part->name = xasprintf("%s.enc", name);
    buf_init(&part->data, 0);
    digest_md5_hex(file->data, file->size, md5);
    buf_printf(signature, "%s::%s\n", name, md5);
    return seal_file(seal, file->data, file->size, &part->data);
}

/* The lines that are signed: form, version, key, id, then the files. */
static void begin_signature(const struct sealed_source *source,
                            const char *wrapped_key, struct buf *out)
{
    buf_printf(out, "%s\n", source->form_id);
    if (*source->form_version)
        buf_printf(out, "%s\n", source->form_version);
    buf_printf(out, "%s\n%s\n", wrapped_key, source->instance_id);
}

static enum err add_parts(struct sealed *out, struct seal *seal,
                          const struct sealed_source *source,
                          struct buf *signature)
{
    enum err err = ERR_NONE;

    out->parts = xcalloc(source->media_count + 1, sizeof *out->parts);
    for (size_t i = 0; !err && i < source->media_count; i++)
        err = add_part(out, seal, &source->media[i], source->media[i].name,
                       signature);
    if (!err)
        err = add_part(out, seal, &source->submission, SUBMISSION, signature);
    return err;
}

static void print_element(struct buf *out, const char *name, const char *text)
{
    buf_printf(out, "<%s>", name);
    xml_escape(out, text);
    buf_printf(out, "</%s>", name);
}

static void print_envelope(struct sealed *sealed,
                           const struct sealed_source *source,
                           const char *wrapped_key, const char *signature)
{
    struct buf *out = &sealed->envelope;
    size_t media = sealed->parts_count - 1;

    buf_puts(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                  "<data xmlns=\"http://opendatakit.org/submissions\" "
                  "encrypted=\"yes\" id=\"");
    xml_escape_attribute(out, source->form_id);
    if (*source->form_version) {
        buf_puts(out, "\" version=\"");
        xml_escape_attribute(out, source->form_version);
    }
    buf_puts(out, "\">");
    print_element(out, "base64EncryptedKey", wrapped_key);
    buf_puts(out, "<orx:meta xmlns:orx=\"http://openrosa.org/xforms\">");
    print_element(out, "orx:instanceID", source->instance_id);
    buf_puts(out, "</orx:meta>");
    for (size_t i = 0; i < media; i++) {
        buf_puts(out, "<media>");
        print_element(out, "file", sealed->parts[i].name);
        buf_puts(out, "</media>");
    }
    print_element(out, "encryptedXmlFile", sealed->parts[media].name);
    print_element(out, "base64EncryptedElementSignature", signature);
    buf_puts(out, "</data>");
}

/* The name misleads: it is encrypted like the key, nobody proves anything by
 * it. */
static enum err sign(const struct sealed_source *source,
                     const struct buf *lines, struct buf *out)
{
    unsigned char md5[DIGEST_LARGEST];
    size_t size = digest(DIGEST_MD5, lines->data, lines->size, md5);

    return seal_wrap(source->public_key, md5, size, out);
}

enum err sealed_make(struct sealed *out, const struct sealed_source *source)
{
    struct buf key, lines, signature;
    struct seal seal;

    *out = (struct sealed){.parts = NULL};
    buf_init(&out->envelope, 0);
    buf_init(&key, 0);
    buf_init(&lines, 0);
    buf_init(&signature, 0);
    seal_begin(&seal, source->instance_id);
    enum err err = seal_wrap(source->public_key, seal.key, SEAL_KEY_SIZE, &key);
    if (err)
        goto out;
    begin_signature(source, buf_text(&key), &lines);
    err = add_parts(out, &seal, source, &lines);
    if (!err)
        err = sign(source, &lines, &signature);
    if (!err)
        print_envelope(out, source, buf_text(&key), buf_text(&signature));
out:
    seal_clear(&seal);
    buf_clear(&key);
    buf_clear(&lines);
    buf_clear(&signature);
    if (err)
        sealed_clear(out);
    return err;
}
