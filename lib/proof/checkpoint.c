#include "proof/checkpoint.h"

#include "base/digest.h"
#include "base/log.h"
#include "exact.h"
#include "lines.h"

#include <inttypes.h>
#include <string.h>

static const char PROOF_HEAD[] = "c2sp.org/tlog-proof@v1";

static bool read_hash(const char *text, unsigned char out[TREE_HASH_SIZE])
{
    return exact_base64(text, strlen(text), out, TREE_HASH_SIZE);
}

void checkpoint_write(const struct checkpoint *checkpoint, struct buf *out)
{
    buf_printf(out, "%s\n%" PRIu64 "\n", checkpoint->origin, checkpoint->size);
    base64_encode(checkpoint->root, TREE_HASH_SIZE, out);
    buf_putc(out, '\n');
}

enum err checkpoint_sign(const struct tree *tree, const struct sign_key *key,
                         struct buf *out)
{
    struct checkpoint checkpoint = {.size = tree->size};
    struct buf note;

    memcpy(checkpoint.origin, key->name, sizeof checkpoint.origin);
    tree_root(tree, checkpoint.root);
    buf_init(&note, NOTE_LIMIT);
    checkpoint_write(&checkpoint, &note);
    enum err err = note_sign(&note, key);
    if (!err)
        buf_add(out, note.data, note.size);
    buf_clear(&note);
    return err ? err : out->overflow ? ERR_LIMIT : ERR_NONE;
}

enum err checkpoint_read(struct checkpoint *out, const char *text, size_t size)
{
    struct lines lines = {text, text + size};
    char line[LINES_LONGEST];

    *out = (struct checkpoint){0};
    if (!lines_next(&lines, line) || !sign_name_is_valid(line))
        return ERR_FORMAT;
    memcpy(out->origin, line, strlen(line));
    if (!lines_next(&lines, line) || !exact_number(line, &out->size))
        return ERR_FORMAT;
    if (!lines_next(&lines, line) || !read_hash(line, out->root))
        return ERR_FORMAT;
    return ERR_NONE;
}

enum err checkpoint_open(struct checkpoint *out, const char *note, size_t size,
                         const struct note_verifier *verifier)
{
    enum note_verdict verdict = note_check(note, size, verifier, NULL);

    if (verdict != NOTE_GENUINE) {
        log_error("checkpoint of %s: %s", verifier->name,
                  verdict == NOTE_FALSE ? "its signature is false"
                                        : "its signature is missing");
        return ERR_DENIED;
    }
    enum err err = checkpoint_read(out, note, note_text_size(note, size));
    if (err) {
        log_error("checkpoint of %s: %s", verifier->name, err_text(err));
        return err;
    }
    if (strcmp(out->origin, verifier->name) != 0) {
        log_error("checkpoint of %s speaks for %s", verifier->name,
                  out->origin);
        return ERR_DENIED;
    }
    return ERR_NONE;
}

void checkpoint_write_proof(uint64_t index, const struct tree_proof *proof,
                            const struct buf *note, struct buf *out)
{
    buf_printf(out, "%s\nindex %" PRIu64 "\n", PROOF_HEAD, index);
    lines_write_proof(proof, out);
    buf_putc(out, '\n');
    buf_add(out, note->data, note->size);
}

static bool read_index(struct lines *lines, uint64_t *index)
{
    char line[LINES_LONGEST];

    if (!lines_next(lines, line) || strcmp(line, PROOF_HEAD) != 0 ||
        !lines_next(lines, line))
        return false;
    if (strncmp(line, "extra ", 6) == 0 && !lines_next(lines, line))
        return false;
    return strncmp(line, "index ", 6) == 0 && exact_number(line + 6, index);
}

enum err checkpoint_read_proof(const char *text, size_t size, uint64_t *index,
                               struct tree_proof *proof, const char **note,
                               size_t *note_size)
{
    struct lines lines = {text, text + size};

    if (!read_index(&lines, index) || !lines_proof(&lines, proof))
        return ERR_FORMAT;
    *note = lines.at;
    *note_size = (size_t)(lines.end - lines.at);
    return note_text_size(*note, *note_size) ? ERR_NONE : ERR_FORMAT;
}
