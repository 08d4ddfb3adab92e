/* Functions of bytes: hashes, base64, signed texts, ids. */
#include "call.h"

#include "base/buf.h"
#include "base/digest.h"
#include "base/uuid.h"
#include "form/seal.h"

#include <string.h>
#include <strings.h>

enum { ID_LONGEST = 1000, KEY_SIZE = 32, SIGNATURE_SIZE = 64 };

static bool find_kind(const char *name, enum digest_kind *kind)
{
    static const struct {
        const char *name;
        enum digest_kind kind;
    } KINDS[] = {{"MD5", DIGEST_MD5},       {"SHA-1", DIGEST_SHA1},
                 {"SHA1", DIGEST_SHA1},     {"SHA-256", DIGEST_SHA256},
                 {"SHA256", DIGEST_SHA256}, {"SHA-384", DIGEST_SHA384},
                 {"SHA384", DIGEST_SHA384}, {"SHA-512", DIGEST_SHA512},
                 {"SHA512", DIGEST_SHA512}};

    for (size_t i = 0; i < COUNT_OF(KINDS); i++) {
        if (strcasecmp(KINDS[i].name, name) != 0)
            continue;
        *kind = KINDS[i].kind;
        return true;
    }
    return false;
}

static enum err run_digest(struct call *call)
{
    const char *text = call_text(call, 0), *name = call_text(call, 1);
    const char *form = call->count > 2 ? call_text(call, 2) : "base64";
    unsigned char hash[DIGEST_LARGEST];
    char hex[2 * DIGEST_LARGEST + 1];
    enum digest_kind kind;
    struct buf buf;

    if (!find_kind(name, &kind))
        return eval_fail(call->eval, "digest() does not know '%.20s'", name);
    size_t size = digest(kind, text, strlen(text), hash);
    buf_init(&buf, 0);
    if (!strcasecmp(form, "hex")) {
        hex_encode(hash, size, hex);
        buf_puts(&buf, hex);
    } else if (!strcasecmp(form, "base64")) {
        base64_encode(hash, size, &buf);
    } else {
        return eval_fail(call->eval, "digest() prints hex or base64");
    }
    return call_return_buf(call, &buf);
}

static bool decode(const char *text, struct buf *out)
{
    buf_init(out, 0);
    if (base64_decode(text, strlen(text), out))
        return true;
    buf_clear(out);
    return false;
}

/* What is no base64 decodes to nothing. */
static enum err run_base64_decode(struct call *call)
{
    struct buf bytes;

    if (!decode(call_text(call, 0), &bytes))
        return call_return_text(call, "");
    return call_return_buf(call, &bytes);
}

/* base64(signature, message) under a base64 public key: the message, "" when
 * it was not signed so. */
static enum err run_extract_signed(struct call *call)
{
    struct buf bytes, key;
    bool decoded = decode(call_text(call, 0), &bytes);
    bool has_key = decode(call_text(call, 1), &key);

    if (decoded && has_key && key.size == KEY_SIZE &&
        bytes.size >= SIGNATURE_SIZE &&
        seal_is_signed(key.data, bytes.data, bytes.data + SIGNATURE_SIZE,
                       bytes.size - SIGNATURE_SIZE)) {
        memmove(bytes.data, bytes.data + SIGNATURE_SIZE,
                bytes.size - SIGNATURE_SIZE);
        buf_truncate(&bytes, bytes.size - SIGNATURE_SIZE);
        buf_clear(&key);
        return call_return_buf(call, &bytes);
    }
    buf_clear(&bytes);
    buf_clear(&key);
    return call_return_text(call, "");
}

/* Letters and digits of the length asked for. */
static enum err short_id(struct call *call)
{
    static const char LETTERS[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    int length = call_int(call, 0);
    struct buf buf;

    buf_init(&buf, ID_LONGEST);
    for (int i = 0; i < length && !buf.overflow; i++) {
        size_t letter = (size_t)(eval_random(call->eval) * 36);
        buf_putc(&buf, LETTERS[letter % 36]);
    }
    return call_return_buf(call, &buf);
}

static enum err run_uuid(struct call *call)
{
    char id[UUID_TEXT_SIZE];
    struct buf buf;

    if (call->count)
        return short_id(call);
    uuid_new(id);
    buf_init(&buf, 0);
    buf_puts(&buf, id);
    return call_return_buf(call, &buf);
}

const struct function FUNCTIONS_DIGESTS[] = {
    {"digest", 2, 3, run_digest, 0, 0},
    {"base64-decode", 1, 1, run_base64_decode, 0, 0},
    {"extract-signed", 2, 2, run_extract_signed, 0, 0},
    {"uuid", 0, 1, run_uuid, 0, EXPR_USES_RANDOM},
    {0},
};
