#include "command_edition.h"

#include "archive.h"
#include "audit.h"
#include "base/buf.h"
#include "base/file.h"
#include "base/log.h"
#include "base/stamp.h"
#include "edition.h"
#include "hublog.h"
#include "import.h"
#include "keyring.h"
#include "options.h"
#include "proof/note.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char OPERATOR[] = "command line";

/* The printed key goes into a station's settings as hub_key. */
enum err command_print_key(struct options *o, struct archive *archive)
{
    char printed[NOTE_VERIFIER_SIZE];
    struct note_verifier verifier;
    struct sign_key key;
    enum err err = keyring_load(o->config.data, o->config.public_url, &key);

    (void)archive;
    if (err)
        return err;
    note_verifier_of(&verifier, &key, NOTE_SIGNATURE);
    sign_key_clear(&key);
    note_verifier_print(&verifier, printed);
    puts(printed);
    return ERR_NONE;
}

enum err command_rotate_key(struct options *o, struct archive *archive)
{
    enum err err = keyring_rotate(o->config.data, o->config.public_url);

    if (!err)
        err = archive_begin(archive);
    if (!err)
        err = archive_end(archive, edition_touch(archive));
    if (!err)
        err = audit_note(archive, OPERATOR, "rotate key", "hub", "");
    return err ? err : command_print_key(o, archive);
}

enum err command_import(struct options *o, struct archive *archive)
{
    /* What comes by stick is heard and proved as what comes by network. */
    enum err err = hublog_open(archive, o->config.public_url);

    for (size_t i = 1; !err && i < o->words_count; i++) {
        struct buf said;
        buf_init(&said, 0);
        err = import_stick(archive, &o->config, o->words[i], &said);
        fputs(buf_text(&said), stdout);
        buf_clear(&said);
    }
    return err;
}

enum err command_stick(struct options *o, struct archive *archive)
{
    int64_t days = o->words_count > 2 ? strtoll(o->words[2], NULL, 10) : 365;
    enum err err = ERR_FORMAT;

    if (days > 0 && days < 36500)
        err = import_permit(&o->config, o->words[1],
                            stamp_now().wall_ms + days * 86400000);
    else
        log_error("%s: write a number of days", o->words[2]);
    return err ? err
               : audit_note(archive, OPERATOR, "permit stick", o->words[1], "");
}

static bool read_kind(const char *name, enum publication_kind *out)
{
    bool is = publication_kind_parse(name, out) && *out != PUBLICATION_FORM &&
              *out != PUBLICATION_MEDIA;

    if (!is)
        log_error("%s: write theme, bulletin or release (forms: publish)",
                  name);
    return is;
}

static enum err put(struct archive *archive, enum publication_kind kind,
                    const char *path, const struct buf *body)
{
    const char *slash = strrchr(path, '/');
    const char *name = slash ? slash + 1 : path;
    const struct publication p = {kind, name, buf_text(body), body->size,
                                  stamp_now().wall_ms};
    enum err err = archive_begin(archive);

    if (!err)
        err = archive_end(archive, edition_put(archive, &p));
    return err ? err : audit_note(archive, OPERATOR, "offer", name, "");
}

enum err command_offer(struct options *o, struct archive *archive)
{
    enum publication_kind kind;
    struct buf body;

    if (!read_kind(o->words[1], &kind))
        return ERR_FORMAT;
    buf_init(&body, EDITION_LARGEST_FILE);
    enum err err = file_read(o->words[2], &body);
    if (!err)
        err = put(archive, kind, o->words[2], &body);
    if (err)
        log_error("%s: %s", o->words[2], err_text(err));
    buf_clear(&body);
    return err;
}

enum err command_withdraw(struct options *o, struct archive *archive)
{
    enum publication_kind kind;

    if (!read_kind(o->words[1], &kind))
        return ERR_FORMAT;
    enum err err = archive_begin(archive);
    if (!err)
        err = archive_end(archive, edition_remove(archive, kind, o->words[2]));
    if (err == ERR_MISSING)
        log_error("%s: nothing of that name is offered", o->words[2]);
    return err ? err
               : audit_note(archive, OPERATOR, "withdraw", o->words[2], "");
}
