#include "issue.h"

#include "archive.h"
#include "base/arena.h"
#include "base/buf.h"
#include "base/mem.h"
#include "base/stamp.h"
#include "config.h"
#include "edition.h"
#include "formbook.h"
#include "keyring.h"
#include "proof/note.h"
#include "wire/edition.h"

#include <stdlib.h>
#include <string.h>

enum { LARGEST_FILE = 64 << 20 };

/* An edition under way. */
struct issue {
    struct archive *archive;
    struct arena *arena;
    struct edition edition;
    size_t capacity;
    int64_t *forms; /* numbers in the formbook, for each item */
    size_t forms_capacity;
    const char *form_id; /* in hand, with its number */
    int64_t form;
    enum publication_kind kind; /* in hand */
};

static struct edition_item *add(struct issue *issue, int64_t form)
{
    struct edition *e = &issue->edition;

    e->items = mem_grow(e->items, e->count, &issue->capacity, sizeof *e->items);
    issue->forms = mem_grow(issue->forms, e->count, &issue->forms_capacity,
                            sizeof *issue->forms);
    issue->forms[e->count] = form;
    e->items[e->count] = (struct edition_item){.form_id = "", .version = ""};
    return &e->items[e->count++];
}

static void add_form(void *context, const struct form *form)
{
    struct issue *issue = context;

    struct edition_item *item = add(issue, form->id);
    item->kind = PUBLICATION_FORM;
    item->name = item->form_id = arena_strdup(issue->arena, form->form_id);
    item->version = arena_strdup(issue->arena, form->version);
}

static void add_medium(void *context, const struct media *media)
{
    struct issue *issue = context;
    struct edition_item *item = add(issue, issue->form);

    item->kind = PUBLICATION_MEDIA;
    item->form_id = issue->form_id;
    item->name = arena_strdup(issue->arena, media->name);
}

static enum err add_media(struct issue *issue)
{
    size_t forms = issue->edition.count;
    enum err err = ERR_NONE;

    for (size_t i = 0; !err && i < forms; i++) {
        issue->form = issue->forms[i];
        issue->form_id = issue->edition.items[i].form_id;
        err = formbook_media(issue->archive, issue->form, add_medium, issue);
    }
    return err;
}

static void add_other(void *context, const struct publication *p)
{
    struct issue *issue = context;
    struct edition_item *item = add(issue, 0);

    item->kind = issue->kind;
    item->name = arena_strdup(issue->arena, p->name);
}

static enum err add_others(struct issue *issue)
{
    static const enum publication_kind KINDS[] = {
        PUBLICATION_THEME, PUBLICATION_BULLETIN, PUBLICATION_RELEASE,
        PUBLICATION_ASSIGNMENT};
    enum err err = ERR_NONE;

    for (size_t i = 0; !err && i < COUNT_OF(KINDS); i++) {
        issue->kind = KINDS[i];
        err = edition_each(issue->archive, KINDS[i], add_other, issue);
    }
    return err;
}

static enum err read_body(struct issue *issue, size_t i, struct buf *out)
{
    const struct edition_item *item = &issue->edition.items[i];

    switch (item->kind) {
    case PUBLICATION_FORM:
        return formbook_body(issue->archive, issue->forms[i], out, NULL);
    case PUBLICATION_MEDIA:
        return formbook_media_body(issue->archive, issue->forms[i], item->name,
                                   out, NULL);
    default:
        return edition_body(issue->archive, item->kind, item->name, out);
    }
}

static enum err hash_all(struct issue *issue)
{
    struct buf body;
    enum err err = ERR_NONE;

    buf_init(&body, LARGEST_FILE);
    for (size_t i = 0; !err && i < issue->edition.count; i++) {
        struct edition_item *item = &issue->edition.items[i];
        buf_reset(&body);
        err = read_body(issue, i, &body);
        item->size = body.size;
        digest_sha256(buf_text(&body), body.size, item->sha256);
    }
    buf_clear(&body);
    return err;
}

/* A station that was away while the key changed trusts the previous one: its
 * signature vouches for the new key. */
static enum err sign(struct issue *issue, const struct config *config,
                     struct buf *out)
{
    char key[NOTE_VERIFIER_SIZE];
    struct note_verifier verifier;
    struct sign_key current, previous;
    enum err err = keyring_load(config->data, config->public_url, &current);

    if (err)
        return err;
    note_verifier_of(&verifier, &current, NOTE_SIGNATURE);
    note_verifier_print(&verifier, key);
    issue->edition.key = key;
    edition_write(out, &issue->edition);
    issue->edition.key = NULL;
    err = note_sign(out, &current);
    sign_key_clear(&current);
    if (err || keyring_load_previous(config->data, &previous))
        return err;
    err = note_sign(out, &previous);
    sign_key_clear(&previous);
    return err;
}

enum err issue_make(struct archive *archive, const struct config *config,
                    int64_t station, int64_t number, struct buf *out)
{
    struct issue issue = {
        .archive = archive,
        .arena = arena_new(),
        .edition = {.number = number, .time_s = stamp_now().wall_ms / 1000},
    };

    enum err err = formbook_each_for(archive, station, add_form, &issue);
    if (!err)
        err = add_media(&issue);
    if (!err)
        err = add_others(&issue);
    if (!err)
        err = hash_all(&issue);
    if (!err)
        err = sign(&issue, config, out);
    free(issue.edition.items);
    free(issue.forms);
    arena_free(issue.arena);
    return err;
}
