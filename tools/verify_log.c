#include "verify_log.h"

#include "verify_text.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

static const char HEAD[] = "barrio-log 1 ";

/* Lines up to the empty one become leaves; returns where the checkpoint
 * begins, or NULL. */
static char *cut_lines(struct log *log, char *at)
{
    size_t room = 0;

    for (;;) {
        char *newline = strchr(at, '\n');
        if (!newline)
            return NULL;
        *newline = '\0';
        if (newline == at)
            return newline + 1;
        log->lines =
            verify_text_grow(log->lines, log->count, &room, sizeof *log->lines);
        log->lines[log->count++] = at;
        at = newline + 1;
    }
}

static void hash_lines(struct log *log)
{
    log->hashes = verify_text_room(log->count, sizeof *log->hashes);
    for (size_t i = 0; i < log->count; i++)
        verify_peaks_leaf(log->lines[i], strlen(log->lines[i]), log->hashes[i]);
}

bool verify_log_load(struct log *out, const char *path, struct say *say)
{
    *out = (struct log){.path = path};
    out->text = verify_text_load(path, &out->text_size);
    char *newline = strchr(out->text, '\n');

    if (!newline || strncmp(out->text, HEAD, strlen(HEAD)) != 0 ||
        strlen(out->text) != out->text_size) {
        verify_say_wrong(say,
                         "%s is no export of a log: its first line is not "
                         "\"%sNAME\", or it holds a zero byte.",
                         path, HEAD);
        return false;
    }
    char *note = cut_lines(out, newline + 1);
    *newline = '\0';
    if (!note) {
        verify_say_wrong(say, "%s ends before its checkpoint: it was cut off.",
                         path);
        return false;
    }
    hash_lines(out);
    if (!verify_head_read(&out->head, path, note, say))
        return false;
    if (strcmp(out->head.origin, out->text + strlen(HEAD)) != 0) {
        verify_say_wrong(say,
                         "%s says that it is the log %s, but its checkpoint is "
                         "of %s.",
                         path, out->text + strlen(HEAD), out->head.origin);
        return false;
    }
    return true;
}

const char *verify_log_follows(const struct log *log, size_t *length)
{
    struct words w;

    verify_words_cut(&w, log->count ? log->lines[0] : "");
    if (!verify_word_is(&w, 0, "epoch") || w.count < 4 ||
        verify_word_is(&w, 3, "-"))
        return NULL;
    *length = w.length[3];
    return w.at[3];
}

void verify_log_clear(struct log *log)
{
    if (log->former)
        verify_log_clear(log->former);
    free(log->former);
    free(log->text);
    free(log->lines);
    free(log->hashes);
    *log = (struct log){0};
}

void verify_log_root(const struct log *log, size_t size,
                     unsigned char out[HASH_SIZE])
{
    struct peaks peaks = {0};

    for (size_t i = 0; i < size; i++)
        verify_peaks_push(&peaks, log->hashes[i]);
    verify_peaks_root(&peaks, out);
}

bool verify_log_fits_head(const struct log *log, struct say *say)
{
    unsigned char root[HASH_SIZE];

    if (log->count != log->head.size) {
        verify_say_wrong(say,
                         "%s: the checkpoint is of %" PRIu64
                         " leaves, but there "
                         "are %zu: a leaf was %s.",
                         log->path, log->head.size, log->count,
                         log->count < log->head.size ? "dropped" : "inserted");
        return false;
    }
    verify_log_root(log, log->count, root);
    if (memcmp(root, log->head.root, HASH_SIZE) != 0) {
        verify_say_wrong(say,
                         "%s: these are not the %zu leaves that the checkpoint "
                         "was signed for: one was changed, exchanged or moved.",
                         log->path, log->count);
        return false;
    }
    return true;
}

bool verify_log_had_head(const struct log *log, const struct head *head,
                         struct say *say)
{
    unsigned char root[HASH_SIZE];

    if (strcmp(head->origin, log->head.origin) != 0) {
        verify_say_wrong(say, "%s is a checkpoint of %s, not of %s.",
                         head->where, head->origin, log->head.origin);
        return false;
    }
    if (head->size > log->count) {
        verify_say_wrong(
            say,
            "%s has shrunk: %s was signed for %" PRIu64 " leaves, "
            "and now only %zu are shown: leaves were dropped, or an "
            "old log is shown again.",
            log->path, head->where, head->size, log->count);
        return false;
    }
    verify_log_root(log, (size_t)head->size, root);
    if (memcmp(root, head->root, HASH_SIZE) != 0) {
        verify_say_wrong(say,
                         "The log %s was rewritten: its first %" PRIu64
                         " leaves "
                         "in %s are not those that %s was signed for. Both are "
                         "signed: two views of one log.",
                         head->origin, head->size, log->path, head->where);
        return false;
    }
    return true;
}

bool verify_log_agrees(const struct log *a, const struct log *b,
                       struct say *say)
{
    size_t n = a->count < b->count ? a->count : b->count;

    if (strcmp(a->head.origin, b->head.origin) != 0) {
        verify_say_wrong(say, "%s and %s are different logs: %s and %s.",
                         a->path, b->path, a->head.origin, b->head.origin);
        return false;
    }
    for (size_t i = 0; i < n; i++) {
        if (memcmp(a->hashes[i], b->hashes[i], HASH_SIZE) == 0)
            continue;
        verify_say_wrong(
            say,
            "Two views of the log %s: leaf %zu is \"%s\" in %s and "
            "\"%s\" in %s.",
            a->head.origin, i, a->lines[i], a->path, b->lines[i], b->path);
        return false;
    }
    return true;
}

void verify_words_cut(struct words *out, const char *line)
{
    const char *blank;

    out->count = 0;
    do {
        bool last = out->count + 1 == WORDS_MOST;
        blank = last ? NULL : strchr(line, ' ');
        out->at[out->count] = line;
        out->length[out->count++] =
            blank ? (size_t)(blank - line) : strlen(line);
        line = blank ? blank + 1 : line;
    } while (blank);
}

bool verify_word_is(const struct words *words, size_t i, const char *text)
{
    return i < words->count && words->length[i] == strlen(text) &&
           memcmp(words->at[i], text, words->length[i]) == 0;
}
