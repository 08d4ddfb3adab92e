#include "proof/heard.h"

#include "base/log.h"
#include "exact.h"
#include "lines.h"
#include "proof/leaf.h"

#include <inttypes.h>
#include <string.h>

static const char HEAD[] = "barrio-heard 1";

static const char *const TEXTS[] = {
    [HEARD_GOOD] = "the hub's log holds our leaves",
    [HEARD_STRANGE] = "the hub's answer is not about the leaves it was sent",
    [HEARD_FALSE] = "the hub's signature is false or missing",
    [HEARD_MISSING] = "the hub's log does not hold what it says",
    [HEARD_SHRUNK] = ("the hub shows an older log than before: leaves were "
                      "dropped; a restored hub must begin a new epoch"),
    [HEARD_FORKED] = ("the hub's log does not extend the one it showed before: "
                      "it was rewritten, or others see another"),
};

const char *heard_text(enum heard_verdict verdict)
{
    return TEXTS[verdict];
}

enum err heard_write(const char *line, uint64_t index, uint64_t known_size,
                     const struct tree *tree, const struct tree_store *store,
                     const struct sign_key *key, struct buf *out)
{
    struct tree_proof proof;
    enum err err = tree_prove_leaf(store, index, tree->size, &proof);

    if (err)
        return err;
    buf_printf(out, "%s\n%s\nindex %" PRIu64 "\n", HEAD, line, index);
    lines_write_proof(&proof, out);
    err = tree_prove_growth(store, known_size, tree->size, &proof);
    if (err)
        return err;
    buf_printf(out, "\ngrown %" PRIu64 "\n", known_size);
    lines_write_proof(&proof, out);
    buf_putc(out, '\n');
    return checkpoint_sign(tree, key, out);
}

struct answer {
    struct leaf leaf;
    unsigned char hash[TREE_HASH_SIZE];
    uint64_t index, known_size;
    struct tree_proof leaf_proof, growth_proof;
    const char *note;
    size_t note_size;
};

static bool read_answer(struct answer *out, const char *text, size_t size)
{
    struct lines lines = {text, text + size};
    char line[LINES_LONGEST];

    if (!lines_next(&lines, line) || strcmp(line, HEAD) != 0 ||
        !lines_next(&lines, line) || leaf_read(&out->leaf, line) != ERR_NONE)
        return false;
    tree_hash_leaf(line, strlen(line), out->hash);
    if (!lines_number(&lines, "index ", &out->index) ||
        !lines_proof(&lines, &out->leaf_proof) ||
        !lines_number(&lines, "grown ", &out->known_size) ||
        !lines_proof(&lines, &out->growth_proof))
        return false;
    out->note = lines.at;
    out->note_size = (size_t)(lines.end - lines.at);
    return true;
}

static bool is_about(const struct answer *answer, const struct checkpoint *hub,
                     const struct checkpoint *station,
                     const struct checkpoint *seen)
{
    const struct leaf *leaf = &answer->leaf;

    return leaf->kind == LEAF_HEARD && strcmp(leaf->log, hub->origin) == 0 &&
           leaf->index == answer->index &&
           strcmp(leaf->other, station->origin) == 0 &&
           leaf->size == station->size &&
           memcmp(leaf->hash, station->root, sizeof leaf->hash) == 0 &&
           answer->known_size == seen->size;
}

static enum heard_verdict judge(const struct answer *answer,
                                const struct checkpoint *hub,
                                const struct checkpoint *station,
                                const struct checkpoint *seen)
{
    struct tree nothing = {0};
    struct checkpoint known = *seen;

    if (seen->size == 0)
        tree_root(&nothing, known.root);
    if (hub->size < seen->size)
        return HEARD_SHRUNK;
    if (!is_about(answer, hub, station, seen))
        return HEARD_STRANGE;
    if (!tree_has_grown(known.root, known.size, hub->root, hub->size,
                        &answer->growth_proof))
        return HEARD_FORKED;
    return tree_has_leaf(hub->root, hub->size, answer->hash, answer->index,
                         &answer->leaf_proof)
               ? HEARD_GOOD
               : HEARD_MISSING;
}

enum heard_verdict heard_check(const char *text, size_t size,
                               const struct note_verifier *hub,
                               const struct checkpoint *station,
                               struct checkpoint *seen)
{
    enum heard_verdict verdict = HEARD_STRANGE;
    struct checkpoint head = {0};
    struct answer answer;

    if (read_answer(&answer, text, size))
        verdict = checkpoint_open(&head, answer.note, answer.note_size, hub)
                      ? HEARD_FALSE
                      : judge(&answer, &head, station, seen);
    if (verdict == HEARD_GOOD)
        *seen = head;
    else
        log_error("%s: %s", hub->name, heard_text(verdict));
    return verdict;
}
