#include "proof/note.h"

#include "base/digest.h"
#include "exact.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum {
    ID_SIZE = 4,
    TIME_SIZE = 8,
    BLOB_SIZE = ID_SIZE + TIME_SIZE + SIGN_SIZE,
    MESSAGE_LIMIT = NOTE_LIMIT + 64
};

static const char DASH[] = "\xe2\x80\x94 "; /* em dash, blank */

void note_verifier_of(struct note_verifier *out, const struct sign_key *key,
                      enum note_kind kind)
{
    *out = (struct note_verifier){.kind = kind};
    memcpy(out->name, key->name, sizeof out->name);
    memcpy(out->open, key->open, sizeof out->open);
}

static void key_id(const struct note_verifier *v, unsigned char out[ID_SIZE])
{
    unsigned char text[SIGN_NAME_SIZE + 2 + SIGN_KEY_SIZE], hash[SHA256_SIZE];
    size_t n = strlen(v->name);

    memcpy(text, v->name, n);
    text[n++] = '\n';
    text[n++] = (unsigned char)v->kind;
    memcpy(text + n, v->open, SIGN_KEY_SIZE);
    digest_sha256(text, n + SIGN_KEY_SIZE, hash);
    memcpy(out, hash, ID_SIZE);
}

void note_verifier_print(const struct note_verifier *verifier,
                         char out[NOTE_VERIFIER_SIZE])
{
    unsigned char id[ID_SIZE], key[1 + SIGN_KEY_SIZE];
    char hex[2 * ID_SIZE + 1];
    struct buf printed;

    key_id(verifier, id);
    hex_encode(id, ID_SIZE, hex);
    key[0] = (unsigned char)verifier->kind;
    memcpy(key + 1, verifier->open, SIGN_KEY_SIZE);
    buf_init(&printed, NOTE_VERIFIER_SIZE - 1);
    buf_printf(&printed, "%s+%s+", verifier->name, hex);
    base64_encode(key, sizeof key, &printed);
    memcpy(out, buf_text(&printed), printed.size + 1);
    buf_clear(&printed);
}

static bool read_open_key(struct note_verifier *out, const char *text)
{
    unsigned char key[1 + SIGN_KEY_SIZE];

    if (!exact_base64(text, strlen(text), key, sizeof key) ||
        (key[0] != NOTE_SIGNATURE && key[0] != NOTE_COSIGNATURE))
        return false;
    out->kind = (enum note_kind)key[0];
    memcpy(out->open, key + 1, SIGN_KEY_SIZE);
    return true;
}

bool note_verifier_read(struct note_verifier *out, const char *text)
{
    const char *plus = strchr(text, '+');
    unsigned char wanted[ID_SIZE], id[ID_SIZE];
    char hex[2 * ID_SIZE + 1] = "";

    *out = (struct note_verifier){0};
    if (!plus || (size_t)(plus - text) >= sizeof out->name ||
        strlen(plus) < sizeof hex + 1 || plus[sizeof hex] != '+')
        return false;
    memcpy(out->name, text, (size_t)(plus - text));
    memcpy(hex, plus + 1, 2 * ID_SIZE);
    if (!sign_name_is_valid(out->name) || !hex_decode(hex, wanted, ID_SIZE) ||
        !read_open_key(out, plus + sizeof hex + 1))
        return false;
    key_id(out, id);
    return memcmp(id, wanted, ID_SIZE) == 0;
}

static bool text_is_clean(const char *text, size_t size)
{
    if (size == 0 || size > NOTE_LIMIT || text[size - 1] != '\n')
        return false;
    for (size_t i = 0; i < size; i++) {
        if ((unsigned char)text[i] < ' ' && text[i] != '\n')
            return false;
    }
    return true;
}

/* A text may hold empty lines itself: the last one ends it. */
size_t note_text_size(const char *note, size_t size)
{
    size_t dash = strlen(DASH);

    if (!text_is_clean(note, size))
        return 0;
    for (size_t i = size - 1; i-- > 1;) {
        if (note[i] == '\n' && note[i - 1] == '\n')
            return size - i - 1 > dash && memcmp(note + i + 1, DASH, dash) == 0
                       ? i
                       : 0;
    }
    return 0;
}

/* The bytes that are signed: the text itself, or the text under the head of
 * a cosignature. */
static void message_of(struct buf *out, enum note_kind kind, const char *text,
                       size_t size, uint64_t time_s)
{
    buf_init(out, MESSAGE_LIMIT);
    if (kind == NOTE_COSIGNATURE)
        buf_printf(out, "cosignature/v1\ntime %" PRIu64 "\n", time_s);
    buf_add(out, text, size);
}

static void sign_text(struct buf *note, size_t text_size,
                      const struct sign_key *key, enum note_kind kind,
                      uint64_t time_s)
{
    unsigned char blob[BLOB_SIZE];
    struct note_verifier verifier;
    struct buf message;
    size_t n = ID_SIZE;

    note_verifier_of(&verifier, key, kind);
    key_id(&verifier, blob);
    for (int i = 0; kind == NOTE_COSIGNATURE && i < TIME_SIZE; i++)
        blob[n++] = (unsigned char)(time_s >> (56 - 8 * i));
    message_of(&message, kind, note->data, text_size, time_s);
    sign_make(key, message.data, message.size, blob + n);
    buf_clear(&message);

    buf_printf(note, "%s%s ", DASH, key->name);
    base64_encode(blob, n + SIGN_SIZE, note);
    buf_putc(note, '\n');
}

enum err note_sign(struct buf *note, const struct sign_key *key)
{
    size_t text_size = note_text_size(buf_text(note), note->size);

    if (!text_size) {
        text_size = note->size;
        if (!text_is_clean(buf_text(note), text_size))
            return ERR_FORMAT;
        buf_putc(note, '\n');
    }
    sign_text(note, text_size, key, NOTE_SIGNATURE, 0);
    return note->overflow || note->size > NOTE_LIMIT ? ERR_LIMIT : ERR_NONE;
}

enum err note_cosign(struct buf *note, const struct sign_key *key,
                     uint64_t time_s)
{
    size_t text_size = note_text_size(buf_text(note), note->size);

    if (!text_size)
        return ERR_FORMAT;
    sign_text(note, text_size, key, NOTE_COSIGNATURE, time_s);
    return note->overflow || note->size > NOTE_LIMIT ? ERR_LIMIT : ERR_NONE;
}

static size_t blob_size(const struct note_verifier *verifier)
{
    return verifier->kind == NOTE_COSIGNATURE ? BLOB_SIZE : ID_SIZE + SIGN_SIZE;
}

/* The base64 of a line "- NAME BASE64", or NULL when it is not of that
 * name and key: its first five digits hold the key's id. */
static const char *find_blob(const char *line, size_t size,
                             const struct note_verifier *verifier)
{
    size_t head = strlen(DASH), name = strlen(verifier->name);
    unsigned char id[ID_SIZE];
    struct buf begin;

    if (size < head + name + 1 || memcmp(line, DASH, head) != 0 ||
        memcmp(line + head, verifier->name, name) != 0 ||
        line[head + name] != ' ')
        return NULL;
    const char *blob = line + head + name + 1;
    size_t left = size - head - name - 1;
    key_id(verifier, id);
    buf_init(&begin, 2 * ID_SIZE);
    bool ours = base64_decode(blob, left < 8 ? left : 8, &begin) &&
                begin.size >= ID_SIZE && memcmp(begin.data, id, ID_SIZE) == 0;
    buf_clear(&begin);
    return ours ? blob : NULL;
}

static uint64_t time_of(const unsigned char *bytes)
{
    uint64_t time_s = 0;

    for (int i = 0; i < TIME_SIZE; i++)
        time_s = time_s << 8 | bytes[i];
    return time_s;
}

static bool blob_is_genuine(const char *blob, size_t length, const char *text,
                            size_t text_size, const struct note_verifier *v,
                            uint64_t *time_s)
{
    unsigned char bytes[BLOB_SIZE];
    size_t size = blob_size(v), skip = size - SIGN_SIZE;
    struct buf message;

    if (!exact_base64(blob, length, bytes, size))
        return false;
    uint64_t time = skip > ID_SIZE ? time_of(bytes + ID_SIZE) : 0;
    message_of(&message, v->kind, text, text_size, time);
    bool genuine =
        sign_is_genuine(v->open, message.data, message.size, bytes + skip);
    buf_clear(&message);
    if (genuine && time_s)
        *time_s = time;
    return genuine;
}

/* The verifier's base64 in the note and its length, or NULL. */
static const char *find_signature(const char *note, size_t size,
                                  const struct note_verifier *verifier,
                                  size_t *length)
{
    size_t text_size = note_text_size(note, size);
    const char *line = note + text_size + 1, *end = note + size;

    while (text_size && line < end) {
        const char *newline = memchr(line, '\n', (size_t)(end - line));
        const char *blob = find_blob(line, (size_t)(newline - line), verifier);
        if (blob) {
            *length = (size_t)(newline - blob);
            return blob;
        }
        line = newline + 1;
    }
    return NULL;
}

enum note_verdict note_check(const char *note, size_t size,
                             const struct note_verifier *verifier,
                             uint64_t *time_s)
{
    size_t length = 0;
    const char *blob = find_signature(note, size, verifier, &length);

    if (!blob)
        return NOTE_ABSENT;
    return blob_is_genuine(blob, length, note, note_text_size(note, size),
                           verifier, time_s)
               ? NOTE_GENUINE
               : NOTE_FALSE;
}

bool note_quote(const char *note, size_t size,
                const struct note_verifier *verifier, char out[NOTE_QUOTE_SIZE])
{
    size_t length = 0;
    const char *blob = find_signature(note, size, verifier, &length);

    if (!blob || length >= NOTE_QUOTE_SIZE)
        return false;
    memcpy(out, blob, length);
    out[length] = '\0';
    return true;
}
