/* For digest_sha256. */
#define OPENSSL_SUPPRESS_DEPRECATED

#include "base/digest.h"

#include "base/log.h"
#include "base/mem.h"

#include <errno.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/sha.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

/* The two digits of each byte. */
#define HEX_OF(high)                                                           \
    high "0" high "1" high "2" high "3" high "4" high "5" high "6" high        \
         "7" high "8" high "9" high "a" high "b" high "c" high "d" high        \
         "e" high "f"
static const char HEX[] = HEX_OF("0") HEX_OF("1") HEX_OF("2") HEX_OF("3")
    HEX_OF("4") HEX_OF("5") HEX_OF("6") HEX_OF("7") HEX_OF("8") HEX_OF("9")
        HEX_OF("a") HEX_OF("b") HEX_OF("c") HEX_OF("d") HEX_OF("e") HEX_OF("f");
static const char BASE64[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/* Found by its name once. The only state of this file; it changes nothing that
 * anybody can see, and lives as long as libcrypto's own tables. */
static EVP_MD *sha256_kept;

static const EVP_MD *sha256(void)
{
    if (!sha256_kept)
        sha256_kept = EVP_MD_fetch(NULL, "SHA256", NULL);
    return sha256_kept ? sha256_kept : EVP_sha256();
}

static const EVP_MD *algorithm(enum digest_kind kind)
{
    switch (kind) {
    case DIGEST_MD5:
        return EVP_md5();
    case DIGEST_SHA1:
        return EVP_sha1();
    case DIGEST_SHA256:
        return sha256();
    case DIGEST_SHA384:
        return EVP_sha384();
    case DIGEST_SHA512:
        return EVP_sha512();
    }
    abort();
}

static void check(int worked)
{
    if (worked)
        return;
    log_error("libcrypto refuses to hash");
    abort();
}

size_t digest(enum digest_kind kind, const void *data, size_t size,
              unsigned char out[DIGEST_LARGEST])
{
    unsigned int length = 0;

    check(EVP_Digest(data, size, out, &length, algorithm(kind), NULL));
    return length;
}

/* By the cipher's own functions: asked by name, libcrypto takes and clears
 * memory for each hash, as long as hashing a leaf takes. */
void digest_sha256(const void *data, size_t size,
                   unsigned char out[SHA256_SIZE])
{
    SHA256_CTX context;

    check(SHA256_Init(&context) && SHA256_Update(&context, data, size) &&
          SHA256_Final(out, &context));
}

size_t digest_hmac(enum digest_kind kind, const void *key, size_t key_size,
                   const void *data, size_t size,
                   unsigned char out[DIGEST_LARGEST])
{
    unsigned int length = 0;

    check(HMAC(algorithm(kind), key, (int)key_size, data, size, out, &length) !=
          NULL);
    return length;
}

struct digest_stream {
    EVP_MD_CTX *context;
};

struct digest_stream *digest_begin(void)
{
    struct digest_stream *stream = xmalloc(sizeof *stream);

    stream->context = EVP_MD_CTX_new();
    check(stream->context &&
          EVP_DigestInit_ex(stream->context, sha256(), NULL));
    return stream;
}

void digest_add(struct digest_stream *stream, const void *data, size_t size)
{
    check(EVP_DigestUpdate(stream->context, data, size));
}

void digest_end(struct digest_stream *stream, unsigned char out[SHA256_SIZE])
{
    if (!stream)
        return;
    if (out)
        check(EVP_DigestFinal_ex(stream->context, out, NULL));
    EVP_MD_CTX_free(stream->context);
    free(stream);
}

void digest_md5_hex(const void *data, size_t size, char out[33])
{
    unsigned char hash[DIGEST_LARGEST];

    size_t length = digest(DIGEST_MD5, data, size, hash);
    hex_encode(hash, length, out);
}

/* The kernel's own: a generator of the library's would first have to be set
 * up, which takes a small board as long as loading a form. */
void digest_random(void *out, size_t size)
{
    unsigned char *to = out;

    while (size > 0) {
        ssize_t n = getrandom(to, size, 0);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0) {
            log_error("no random bytes: %s", strerror(errno));
            abort();
        }
        to += n;
        size -= (size_t)n;
    }
}

bool digest_equal(const void *a, const void *b, size_t size)
{
    return CRYPTO_memcmp(a, b, size) == 0;
}

void hex_encode(const void *data, size_t size, char *out)
{
    const unsigned char *bytes = data;

    for (size_t i = 0; i < size; i++)
        memcpy(out + 2 * i, HEX + 2 * bytes[i], 2);
    out[2 * size] = '\0';
}

static int hex_value(char digit)
{
    if (digit >= '0' && digit <= '9')
        return digit - '0';
    if (digit >= 'a' && digit <= 'f')
        return digit - 'a' + 10;
    if (digit >= 'A' && digit <= 'F')
        return digit - 'A' + 10;
    return -1;
}

bool hex_decode(const char *text, void *out, size_t size)
{
    unsigned char *bytes = out;

    if (strlen(text) != 2 * size)
        return false;
    for (size_t i = 0; i < size; i++) {
        int high = hex_value(text[2 * i]), low = hex_value(text[2 * i + 1]);
        if (high < 0 || low < 0)
            return false;
        bytes[i] = (unsigned char)(high << 4 | low);
    }
    return true;
}

void base64_encode(const void *data, size_t size, struct buf *out)
{
    const unsigned char *bytes = data;

    for (size_t i = 0; i < size; i += 3) {
        size_t left = size - i;
        uint32_t group = (uint32_t)bytes[i] << 16;
        if (left > 1)
            group |= (uint32_t)bytes[i + 1] << 8;
        if (left > 2)
            group |= bytes[i + 2];
        buf_putc(out, BASE64[group >> 18]);
        buf_putc(out, BASE64[group >> 12 & 63]);
        buf_putc(out, left > 1 ? BASE64[group >> 6 & 63] : '=');
        buf_putc(out, left > 2 ? BASE64[group & 63] : '=');
    }
}

bool base64_decode(const char *text, size_t size, struct buf *out)
{
    uint32_t group = 0;
    int bits = 0;

    for (size_t i = 0; i < size && text[i] != '='; i++) {
        if (strchr(" \t\r\n", text[i]))
            continue;
        const char *found = text[i] ? strchr(BASE64, text[i]) : NULL;
        if (!found)
            return false;
        group = group << 6 | (uint32_t)(found - BASE64);
        bits += 6;
        if (bits >= 8) {
            bits -= 8;
            buf_putc(out, (char)(group >> bits & 0xff));
        }
    }
    return bits < 6;
}
