#include "proof/promise.h"

#include "base/digest.h"
#include "base/mem.h"
#include "proof/checkpoint.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void promise_init(struct promise *out, struct buf *lines)
{
    *out = (struct promise){.lines = lines};
    buf_init(&out->left_out, PROMISE_LIMIT);
}

void promise_clear(struct promise *promise)
{
    buf_clear(&promise->left_out);
}

static size_t put_text(char *to, const char *text)
{
    size_t size = 0;

    for (; text[size]; size++)
        to[size] = text[size];
    return size;
}

static size_t put_number(char *to, uint64_t number)
{
    char digits[20];
    size_t count = 0;

    do
        digits[count++] = (char)('0' + number % 10);
    while (number /= 10);
    for (size_t i = 0; i < count; i++)
        to[i] = digits[count - 1 - i];
    return count;
}

/* By hand, since a hub writes one for each answer: printf would take longer
 * than hashing it. Returns its size; a log's name is shorter than its type. */
static size_t put_line(char *to, const char *log, uint64_t index,
                       const unsigned char seal[TREE_HASH_SIZE])
{
    size_t size = put_text(to, "kept ");

    size += put_text(to + size, log);
    to[size++] = ' ';
    size += put_number(to + size, index);
    to[size++] = ' ';
    hex_encode(seal, TREE_HASH_SIZE, to + size);
    return size + (size_t)2 * TREE_HASH_SIZE;
}

void promise_add(struct promise *promise, const char *log, uint64_t index,
                 const unsigned char seal[TREE_HASH_SIZE])
{
    unsigned char hash[TREE_HASH_SIZE], hashes[TREE_HEIGHT][TREE_HASH_SIZE];
    char line[SIGN_NAME_SIZE + 2 * TREE_HASH_SIZE + 32];

    if (strlen(log) >= SIGN_NAME_SIZE)
        return;
    size_t size = put_line(line, log, index, seal);
    tree_hash_leaf(line, size, hash);
    tree_append(&promise->tree, hash, hashes);
    if (!promise->lines)
        return;
    buf_add(promise->lines, line, size);
    buf_putc(promise->lines, '\n');
}

void promise_leave_out(struct promise *promise, size_t position)
{
    buf_printf(&promise->left_out, " %zu", position);
}

static void write_text(const struct promise *promise, const char *hub,
                       const char *day, struct buf *out)
{
    unsigned char root[TREE_HASH_SIZE];

    tree_root(&promise->tree, root);
    buf_printf(out, "barrio-promise 1 %s\n%s %" PRIu64 "\n", hub, day,
               promise->tree.size);
    base64_encode(root, sizeof root, out);
    buf_putc(out, '\n');
}

enum err promise_write(const struct promise *promise,
                       const struct sign_key *key, struct buf *out)
{
    struct note_verifier verifier;
    char quote[NOTE_QUOTE_SIZE];
    struct buf note;

    if (promise->tree.size == 0)
        return ERR_NONE;
    if (promise->left_out.overflow)
        return ERR_LIMIT;
    buf_init(&note, NOTE_LIMIT);
    write_text(promise, key->name, promise->day, &note);
    note_verifier_of(&verifier, key, NOTE_SIGNATURE);
    enum err err = note_sign(&note, key);
    if (!err && !note_quote(note.data, note.size, &verifier, quote))
        err = ERR_FORMAT;
    if (!err)
        buf_printf(out, "%s %s %s%s", key->name, promise->day, quote,
                   buf_text(&promise->left_out));
    buf_clear(&note);
    return err;
}

enum err promise_read(const char *line, struct promise_line *out)
{
    int end = 0;

    *out = (struct promise_line){.left_out = ""};
    if (sscanf(line, "%63[!-~] %10[0-9-] %104[A-Za-z0-9+/=]%n", out->hub,
               out->day, out->quote, &end) != 3 ||
        !sign_name_is_valid(out->hub) ||
        strlen(out->day) != PROMISE_DAY_SIZE - 1 ||
        (line[end] != ' ' && line[end] != '\0'))
        return ERR_FORMAT;
    out->left_out = line + end;
    return ERR_NONE;
}

bool promise_leaves_out(struct promise_line *line, size_t position)
{
    char *end;
    unsigned long long next = strtoull(line->left_out, &end, 10);

    if (end == line->left_out || next != position)
        return false;
    line->left_out = end;
    return true;
}

void promise_note(const struct promise *promise,
                  const struct promise_line *line, struct buf *out)
{
    write_text(promise, line->hub, line->day, out);
    buf_printf(out, "\n\xe2\x80\x94 %s %s\n", line->hub, line->quote);
}

/* The hashes of a tree that is made for one proof, one leaf's behind the
 * other's. */
static enum err read_hash(void *context, uint64_t index, unsigned level,
                          unsigned char out[TREE_HASH_SIZE])
{
    const struct buf *hashes = context;
    uint64_t before = 2 * index; /* hashes of the leaves before, see below */

    /* A leaf completes as many subtrees as its index ends in ones, so the
     * first n leaves have 2n hashes less one for each one in n. */
    for (uint64_t bits = index; bits; bits &= bits - 1)
        before--;
    memcpy(out, hashes->data + (before + level) * TREE_HASH_SIZE,
           TREE_HASH_SIZE);
    return ERR_NONE;
}

/* Builds the tree of the lines; *at is the line that begins as prefix does. */
static void build(const char *lines, const char *prefix, struct tree *tree,
                  struct buf *hashes, uint64_t *at, const char **found)
{
    unsigned char hash[TREE_HASH_SIZE], made[TREE_HEIGHT][TREE_HASH_SIZE];

    for (size_t size; *lines; lines += size + (lines[size] == '\n')) {
        size = strcspn(lines, "\n");
        if (!*found && strncmp(lines, prefix, strlen(prefix)) == 0) {
            *found = lines;
            *at = tree->size;
        }
        tree_hash_leaf(lines, size, hash);
        size_t count = tree_append(tree, hash, made);
        buf_add(hashes, made, count * TREE_HASH_SIZE);
    }
}

enum err promise_show(const char *lines, const char *note, const char *log,
                      uint64_t index, struct buf *out)
{
    char *prefix = xasprintf("kept %s %" PRIu64 " ", log, index);
    struct tree tree = {.size = 0};
    const char *found = NULL;
    struct tree_proof proof;
    struct buf hashes, signed_note;
    uint64_t at = 0;

    buf_init(&hashes, 0);
    buf_init(&signed_note, 0);
    build(lines, prefix, &tree, &hashes, &at, &found);
    enum err err = found ? ERR_NONE : ERR_MISSING;
    if (!err)
        err = tree_prove_leaf(&(struct tree_store){&hashes, read_hash}, at,
                              tree.size, &proof);
    if (!err) {
        buf_puts(&signed_note, note);
        buf_add(out, found, strcspn(found, "\n"));
        buf_putc(out, '\n');
        checkpoint_write_proof(at, &proof, &signed_note, out);
    }
    buf_clear(&signed_note);
    buf_clear(&hashes);
    free(prefix);
    return err;
}
