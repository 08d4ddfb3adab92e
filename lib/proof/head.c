#include "proof/head.h"

#include "base/digest.h"
#include "proof/checkpoint.h"
#include "proof/note.h"

#include <string.h>

enum { QUOTED_SIZE = 4 + SIGN_SIZE };

static enum err quote(const struct tree *tree, const struct sign_key *key,
                      char out[NOTE_QUOTE_SIZE])
{
    struct note_verifier verifier;
    struct buf note;

    buf_init(&note, NOTE_LIMIT);
    note_verifier_of(&verifier, key, NOTE_SIGNATURE);
    enum err err = checkpoint_sign(tree, key, &note);
    if (!err && !note_quote(note.data, note.size, &verifier, out))
        err = ERR_FORMAT;
    buf_clear(&note);
    return err;
}

enum err head_write(const struct tree *tree, const struct sign_key *key,
                    struct buf *out)
{
    char text[NOTE_QUOTE_SIZE];
    enum err err = quote(tree, key, text);

    if (err)
        return err;
    if (!base64_decode(text, strlen(text), out))
        return ERR_FORMAT;
    tree_pack(tree, out);
    return out->overflow ? ERR_LIMIT : ERR_NONE;
}

enum err head_read(struct tree *out, uint64_t size, const void *head,
                   size_t head_size)
{
    const unsigned char *bytes = head;

    return head_size < QUOTED_SIZE ? ERR_FORMAT
                                   : tree_unpack(out, size, bytes + QUOTED_SIZE,
                                                 head_size - QUOTED_SIZE);
}

enum err head_note(const char *name, uint64_t size, const void *head,
                   size_t head_size, struct buf *note)
{
    struct checkpoint checkpoint = {.size = size};
    struct tree tree;
    enum err err = head_read(&tree, size, head, head_size);

    if (err || strlen(name) >= sizeof checkpoint.origin)
        return ERR_FORMAT;
    memcpy(checkpoint.origin, name, strlen(name));
    tree_root(&tree, checkpoint.root);
    checkpoint_write(&checkpoint, note);
    buf_printf(note, "\n\xe2\x80\x94 %s ", name);
    base64_encode(head, QUOTED_SIZE, note);
    buf_putc(note, '\n');
    return note->overflow ? ERR_LIMIT : ERR_NONE;
}
