#include "verify_note.h"

#include "verify_text.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ID_SIZE = 4, TIME_SIZE = 8, BLOB_MOST = ID_SIZE + TIME_SIZE + 64 };

static const char DASH[] = "\u2014 ";

static void name_id(struct signer *signer)
{
    unsigned char text[NAME_SIZE + 2 + KEY_SIZE], hash[HASH_SIZE];
    int n = snprintf((char *)text, NAME_SIZE + 1, "%s\n", signer->name);

    text[n++] = signer->kind;
    memcpy(text + n, signer->open, KEY_SIZE);
    verify_hash_of(text, (size_t)n + KEY_SIZE, hash);
    memcpy(signer->id, hash, ID_SIZE);
}

bool verify_signer_read(struct signer *out, const char *text)
{
    const char *first = strchr(text, '+');
    const char *second = first ? strchr(first + 1, '+') : NULL;
    unsigned char id[ID_SIZE], key[1 + KEY_SIZE];

    *out = (struct signer){0};
    if (!second || first == text || first - text >= NAME_SIZE ||
        !verify_text_hex(first + 1, (size_t)(second - first - 1), id,
                         ID_SIZE) ||
        !verify_text_base64(second + 1, strlen(second + 1), key, sizeof key))
        return false;
    memcpy(out->name, text, (size_t)(first - text));
    out->kind = key[0];
    memcpy(out->open, key + 1, KEY_SIZE);
    name_id(out);
    return memcmp(id, out->id, ID_SIZE) == 0 &&
           (out->kind == NOTE_LOG || out->kind == NOTE_WITNESS);
}

bool verify_signer_of(struct signer *out, const char *name, unsigned char kind,
                      const unsigned char secret[KEY_SIZE])
{
    *out = (struct signer){.kind = kind};
    if (!*name || strlen(name) >= NAME_SIZE || strpbrk(name, "+ \n"))
        return false;
    memcpy(out->name, name, strlen(name));
    if (!verify_hash_open_key(secret, out->open))
        return false;
    name_id(out);
    return true;
}

void verify_signer_print(const struct signer *signer, char out[192])
{
    unsigned char key[1 + KEY_SIZE] = {signer->kind};
    char base64[64];

    memcpy(key + 1, signer->open, KEY_SIZE);
    verify_text_print_base64(key, sizeof key, base64);
    snprintf(out, 192, "%s+%02x%02x%02x%02x+%s", signer->name, signer->id[0],
             signer->id[1], signer->id[2], signer->id[3], base64);
}

size_t verify_note_text(const char *note)
{
    const char *last = NULL;

    for (const char *p = strstr(note, "\n\n"); p; p = strstr(p + 1, "\n\n"))
        last = p;
    if (!last || strncmp(last + 2, DASH, strlen(DASH)) != 0)
        return 0;
    return (size_t)(last + 1 - note);
}

/* One line of the text; moves on. False when there is no further one. */
static bool take_line(const char **at, const char *end, const char **line,
                      size_t *length)
{
    const char *newline =
        *at < end ? memchr(*at, '\n', (size_t)(end - *at)) : NULL;

    if (!newline)
        return false;
    *line = *at;
    *length = (size_t)(newline - *at);
    *at = newline + 1;
    return true;
}

bool verify_head_read(struct head *out, const char *where, const char *note,
                      struct say *say)
{
    const char *at = note, *line;
    size_t length;

    *out = (struct head){.where = where, .note = note};
    out->text_size = verify_note_text(note);
    const char *end = note + out->text_size;
    if (take_line(&at, end, &line, &length) && length > 0 &&
        length < NAME_SIZE) {
        memcpy(out->origin, line, length);
        if (take_line(&at, end, &line, &length) &&
            verify_text_number(line, length, &out->size) &&
            take_line(&at, end, &line, &length) &&
            verify_text_base64(line, length, out->root, HASH_SIZE))
            return true;
    }
    verify_say_wrong(say, "%s is no signed checkpoint.", where);
    return false;
}

static bool blob_is_good(const char *note, size_t text_size,
                         const struct signer *signer, const unsigned char *blob,
                         uint64_t *time_s)
{
    char *message = verify_text_room(text_size + 64, 1);
    uint64_t time = 0;
    int head = 0;

    blob += ID_SIZE;
    if (signer->kind == NOTE_WITNESS) {
        for (int i = 0; i < TIME_SIZE; i++)
            time = time << 8 | *blob++;
        head =
            snprintf(message, 64, "cosignature/v1\ntime %" PRIu64 "\n", time);
    }
    memcpy(message + head, note, text_size);
    bool good = verify_hash_signed(signer->open, message,
                                   (size_t)head + text_size, blob);
    free(message);
    if (time_s)
        *time_s = time;
    return good;
}

/* Whether a signature line is of that name and key id. */
static bool line_is_of(const char *line, size_t length,
                       const struct signer *signer, const char **blob)
{
    char head[NAME_SIZE + 8];
    unsigned char id[6];
    int n = snprintf(head, sizeof head, "%s%s ", DASH, signer->name);

    if (length < (size_t)n + 8 || memcmp(line, head, (size_t)n) != 0)
        return false;
    *blob = line + n;
    return verify_text_base64(*blob, 8, id, sizeof id) &&
           memcmp(id, signer->id, ID_SIZE) == 0;
}

enum signature verify_note_signature(const char *note,
                                     const struct signer *signer,
                                     uint64_t *time_s)
{
    size_t text_size = verify_note_text(note), length;
    size_t size = ID_SIZE + SIGNATURE_SIZE +
                  (signer->kind == NOTE_WITNESS ? TIME_SIZE : 0);
    const char *at = note + text_size + 1, *end = note + strlen(note);
    const char *line, *blob;
    unsigned char bytes[BLOB_MOST];

    if (!text_size)
        return SIGNATURE_ABSENT;
    while (take_line(&at, end, &line, &length)) {
        if (!line_is_of(line, length, signer, &blob))
            continue;
        size_t left = (size_t)(line + length - blob);
        return verify_text_base64(blob, left, bytes, size) &&
                       blob_is_good(note, text_size, signer, bytes, time_s)
                   ? SIGNATURE_GOOD
                   : SIGNATURE_FALSE;
    }
    return SIGNATURE_ABSENT;
}

bool verify_head_is_signed(const struct head *head, const struct signer *signer,
                           struct say *say)
{
    enum signature found = verify_note_signature(head->note, signer, NULL);

    if (found == SIGNATURE_FALSE)
        verify_say_wrong(say,
                         "%s: the signature of %s is false: the checkpoint was "
                         "changed or forged.",
                         head->where, signer->name);
    else if (found == SIGNATURE_ABSENT)
        verify_say_wrong(say, "%s is not signed by %s.", head->where,
                         signer->name);
    else if (strcmp(head->origin, signer->name) != 0)
        verify_say_wrong(say, "%s speaks for the log %s, but %s signed it.",
                         head->where, head->origin, signer->name);
    else
        return true;
    return false;
}

bool verify_head_cosign(const struct head *head, const struct signer *signer,
                        const unsigned char secret[KEY_SIZE], uint64_t time_s,
                        char out[256])
{
    char *message = verify_text_room(head->text_size + 64, 1);
    unsigned char blob[BLOB_MOST];
    char base64[128];
    int n = snprintf(message, 64, "cosignature/v1\ntime %" PRIu64 "\n", time_s);

    memcpy(message + n, head->note, head->text_size);
    memcpy(blob, signer->id, ID_SIZE);
    for (int i = 0; i < TIME_SIZE; i++)
        blob[ID_SIZE + i] = (unsigned char)(time_s >> (56 - 8 * i));
    bool good = verify_hash_sign(secret, message, (size_t)n + head->text_size,
                                 blob + ID_SIZE + TIME_SIZE);
    free(message);
    verify_text_print_base64(blob, sizeof blob, base64);
    snprintf(out, 256, "%s%s %s\n", DASH, signer->name, base64);
    return good;
}
