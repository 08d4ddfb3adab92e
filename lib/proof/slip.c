#include "proof/slip.h"

#include "base/digest.h"
#include "base/log.h"
#include "digits.h"
#include "exact.h"
#include "proof/leaf.h"
#include "proof/note.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum {
    CODE_DIGITS = 16,
    SEALED_HASH = DIGITS_OF_HASH + DIGITS_CHECK,
    LONGEST_HUB = 128,
    LONGEST_ADDRESS = 512,
    QR_HEAD_LETTERS = 4 + 9, /* mode and count, versions 1 to 9 */
    QR_HEAD_DIGITS = 4 + 10,
    QR_HEAD_BYTES = 4 + 8
};

static const char HTTPS[] = "https://";
/* What the alphanumeric mode of QR codes can hold. */
static const char QR_LETTERS[] =
    "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
static const char HOST_BYTES[] = "abcdefghijklmnopqrstuvwxyz0123456789.-:";

static void group(const char *digits, char out[SLIP_CODE_SIZE])
{
    snprintf(out, SLIP_CODE_SIZE, "%.4s %.4s %.4s %.4s", digits, digits + 4,
             digits + 8, digits + 12);
}

void slip_code(const unsigned char commitment[COMMITMENT_SIZE],
               char out[SLIP_CODE_SIZE])
{
    char all[DIGITS_OF_HASH + DIGITS_CHECK + 1];
    char *last = all + DIGITS_OF_HASH - (CODE_DIGITS - DIGITS_CHECK);

    digits_of_hash(commitment, all);
    digits_seal(last, CODE_DIGITS - DIGITS_CHECK);
    group(last, out);
}

bool slip_read_code(const char *typed, char out[SLIP_CODE_SIZE])
{
    char digits[CODE_DIGITS + 1];

    if (!digits_typed(typed, digits, CODE_DIGITS) ||
        !digits_are_sealed(digits, CODE_DIGITS))
        return false;
    group(digits, out);
    return true;
}

static char upper(char c)
{
    return c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static size_t run(const char *text, const char *of)
{
    return strspn(text, of);
}

/* Digits between letters are cheaper in a segment of their own only when
 * there are many; this counts as the plainest encoder would. */
size_t slip_qr_bits(const char *address)
{
    static const size_t tail[] = {0, 4, 7};
    size_t bits = 0;

    while (*address) {
        size_t digits = run(address, "0123456789");
        size_t letters = run(address, QR_LETTERS);
        if (digits >= DIGITS_OF_HASH) {
            bits += QR_HEAD_DIGITS + digits / 3 * 10 + tail[digits % 3];
            address += digits;
        } else if (letters > 0) {
            bits += QR_HEAD_LETTERS + letters / 2 * 11 + letters % 2 * 6;
            address += letters;
        } else {
            bits += QR_HEAD_BYTES + 8;
            address++;
        }
    }
    return bits;
}

static bool hub_is_valid(const char *hub)
{
    const char *host = hub + strlen(HTTPS);

    return strncmp(hub, HTTPS, strlen(HTTPS)) == 0 && *host &&
           strlen(hub) < LONGEST_HUB &&
           strspn(host, HOST_BYTES) == strlen(host);
}

enum err slip_write(const struct slip *slip, const char *hub, struct buf *out)
{
    char text[LONGEST_ADDRESS], hash[SEALED_HASH + 1];

    if (!hub_is_valid(hub)) {
        log_error("%s: need %s and a host in lower case, no path", hub, HTTPS);
        return ERR_FORMAT;
    }
    digits_of_hash(slip->commitment, hash);
    digits_seal(hash, DIGITS_OF_HASH);
    snprintf(text, sizeof text, "%s/r#%s%s:%s:%" PRIu64, hub, hash, slip->token,
             slip->log, slip->index);
    for (char *p = text; *p; p++)
        *p = upper(*p);
    if (slip_qr_bits(text) > SLIP_QR_BITS) {
        log_error("%s: this address of the hub with log %s is too long for a "
                  "QR code; shorten one of them",
                  hub, slip->log);
        return ERR_LIMIT;
    }
    buf_puts(out, text);
    return out->overflow ? ERR_LIMIT : ERR_NONE;
}

static bool read_digits(struct slip *out, const char *digits, size_t count)
{
    char hash[DIGITS_OF_HASH + 1] = "", token[TOKEN_DIGITS + 1] = "";

    if (count != SEALED_HASH && count != SEALED_HASH + TOKEN_DIGITS)
        return false;
    memcpy(hash, digits, DIGITS_OF_HASH);
    memcpy(token, digits + SEALED_HASH, count - SEALED_HASH);
    return digits_are_sealed(digits, SEALED_HASH) &&
           digits_to_hash(hash, out->commitment) &&
           (!*token || claim_read(token, out->token));
}

enum err slip_read(struct slip *out, const char *text)
{
    const char *hash = strchr(text, '#');
    const char *at = hash ? hash + 1 : text;
    size_t count = strspn(at, "0123456789"), n = 0;

    *out = (struct slip){0};
    if (!read_digits(out, at, count) || at[count] != ':')
        return ERR_FORMAT;
    for (at += count + 1; *at && *at != ':' && n + 1 < sizeof out->log; at++)
        out->log[n++] = lower(*at);
    if (!leaf_log_is_valid(out->log) || *at != ':')
        return ERR_FORMAT;
    return exact_number(at + 1, &out->index) ? ERR_NONE : ERR_FORMAT;
}

enum err slip_sign(const struct slip *slip, const struct sign_key *key,
                   struct buf *out)
{
    char hex[2 * COMMITMENT_SIZE + 1];
    struct buf note;

    hex_encode(slip->commitment, COMMITMENT_SIZE, hex);
    buf_init(&note, NOTE_LIMIT);
    /* The head keeps it from being taken for a checkpoint: no log's name has
     * a blank. */
    buf_printf(&note, "barrio slip 1\n%s\n%" PRIu64 "\n%s\n", slip->log,
               slip->index, hex);
    enum err err = note_sign(&note, key);
    if (!err)
        buf_add(out, note.data, note.size);
    buf_clear(&note);
    return err ? err : out->overflow ? ERR_LIMIT : ERR_NONE;
}
