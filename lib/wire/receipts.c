#include "wire/receipts.h"

#include "varint.h"

#include "base/buf.h"
#include "base/digest.h"
#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

static const char MAGIC[] = "RECEIPTS1\n";
enum { MAGIC_SIZE = sizeof MAGIC - 1, CHECK_SIZE = 8 };

static void check_of(const struct receipt *receipts, size_t count,
                     unsigned char out[SHA256_SIZE])
{
    struct buf keys;

    buf_init(&keys, 0);
    for (size_t i = 0; i < count; i++)
        buf_add(&keys, receipts[i].key, sizeof receipts[i].key);
    digest_sha256(buf_text(&keys), keys.size, out);
    buf_clear(&keys);
}

static enum verdict told(enum verdict verdict)
{
    return verdict == VERDICT_DUPLICATE ? VERDICT_STORED : verdict;
}

static bool has_reason(enum verdict verdict)
{
    return verdict == VERDICT_CONFLICT || verdict == VERDICT_REFUSED;
}

void receipts_write(struct buf *out, const struct receipt *receipts,
                    size_t count, const char *promise)
{
    unsigned char check[SHA256_SIZE];

    check_of(receipts, count, check);
    buf_add(out, MAGIC, MAGIC_SIZE);
    buf_add(out, check, CHECK_SIZE);
    varint_add(out, count);
    for (size_t i = 0, length; i < count; i += length) {
        enum verdict verdict = told(receipts[i].verdict);
        length = 1;
        while (!has_reason(verdict) && i + length < count &&
               told(receipts[i + length].verdict) == verdict)
            length++;
        varint_add(out, length);
        buf_putc(out, (char)verdict);
        if (!has_reason(verdict))
            continue;
        if (receipts[i].reason)
            buf_puts(out, receipts[i].reason);
        buf_putc(out, '\0');
    }
    if (*promise)
        buf_add(out, promise, strlen(promise) + 1);
}

static bool read_run(struct cursor *in, struct receipt *receipts, size_t count,
                     size_t *at)
{
    uint64_t length;
    const unsigned char *verdict;

    if (!varint_read(in, &length) || length == 0 || length > count - *at)
        return false;
    verdict = cursor_bytes(in, 1);
    if (!verdict || *verdict > VERDICT_REFUSED ||
        (has_reason((enum verdict) * verdict) && length != 1))
        return false;
    const char *reason =
        has_reason((enum verdict) * verdict) ? cursor_text(in) : "";
    if (!reason)
        return false;
    for (uint64_t i = 0; i < length; i++) {
        receipts[*at].verdict = (enum verdict) * verdict;
        receipts[(*at)++].reason = xstrdup(reason);
    }
    return true;
}

/* The head and the check; the cursor then stands at the first run. */
static bool read_head(struct cursor *in, const struct receipt *receipts,
                      size_t most, size_t *count)
{
    unsigned char check[SHA256_SIZE];
    const void *magic = cursor_bytes(in, MAGIC_SIZE);
    const void *given = cursor_bytes(in, CHECK_SIZE);
    uint64_t n;

    if (!magic || !given || memcmp(magic, MAGIC, MAGIC_SIZE) != 0 ||
        !varint_read(in, &n) || n > most)
        return false;
    check_of(receipts, (size_t)n, check);
    *count = (size_t)n;
    return memcmp(check, given, CHECK_SIZE) == 0;
}

enum err receipts_read(const char *data, size_t size, struct receipt *receipts,
                       size_t *count, const char **promise)
{
    struct cursor in = {(const unsigned char *)data,
                        (const unsigned char *)data + size};
    size_t wanted = 0, at = 0;
    bool good = read_head(&in, receipts, *count, &wanted);

    *count = 0;
    *promise = "";
    while (good && at < wanted)
        good = read_run(&in, receipts, wanted, &at);
    if (!good) {
        receipts_clear(receipts, at);
        return ERR_FORMAT;
    }
    *count = wanted;
    const char *text = cursor_text(&in);
    *promise = text ? text : "";
    return ERR_NONE;
}

void receipts_clear(struct receipt *receipts, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        free(receipts[i].reason);
        receipts[i].reason = NULL;
    }
}
