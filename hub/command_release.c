#include "command_release.h"

#include "archive.h"
#include "audit.h"
#include "base/log.h"
#include "base/words.h"
#include "board.h"
#include "models.h"
#include "opener.h"
#include "options.h"
#include "projection.h"
#include "release.h"
#include "sql.h"

#include <stdio.h>

static const char OPERATOR[] = "command line";

static enum err tell_missing(const char *form_id, int64_t number,
                             int64_t missing)
{
    if (number >= 0)
        return ERR_NONE;
    if (missing < 0) {
        log_error("%s: answers were deleted by schedule; the last release "
                  "stands for good",
                  form_id);
        return ERR_CONFLICT;
    }
    log_error("%s: %lld more people until the next release", form_id,
              (long long)missing);
    return ERR_BUSY;
}

static enum err publish_feed(const struct options *o, struct archive *archive,
                             struct models *models)
{
    const struct board_speaker speaker = {archive, models, o->config.name,
                                          o->config.public_url};

    return board_publish(&speaker);
}

/* ready is publisher's. */
static enum err make(struct options *o, struct archive *archive,
                     const char *form_id, const char *ready)
{
    struct models *models = models_new(archive);
    struct words *words = words_open(o->config.locale, "es");
    const struct publisher by = {archive, models, words, o->config.name, ready};
    int64_t number, missing;
    enum err err = release_make(&by, form_id, &number, &missing);

    if (!err)
        err = tell_missing(form_id, number, missing);
    if (!err) {
        printf("release %lld\n", (long long)number);
        err = audit_note(archive, OPERATOR, "release", form_id,
                         ready ? ready : "");
    }
    if (!err)
        err = publish_feed(o, archive, models);
    words_free(words);
    models_free(models);
    return err;
}

/* The opened answers rest in the copy only while they are counted. */
static enum err make_opened(struct options *o, struct archive *archive)
{
    struct opener *opener = NULL;
    enum err err = opener_new(&opener, o->private_key, o->passphrase_file);

    if (!err)
        err = projection_drop(archive);
    archive->opener = opener;
    if (!err)
        err = make(o, archive, o->words[1], NULL);
    archive->opener = NULL;
    opener_free(opener);
    enum err wiped = projection_drop(archive);
    if (!wiped)
        wiped = archive->sql->engine->scrub(archive->sql);
    return err ? err : wiped;
}

enum err command_release(struct options *options, struct archive *archive)
{
    return *options->private_key
               ? make_opened(options, archive)
               : make(options, archive, options->words[1], NULL);
}

enum err command_copy_release(struct options *options, struct archive *archive)
{
    int64_t number;
    enum err err =
        release_copy(archive, options->words[2], options->words[3], &number);

    if (!err)
        printf("%lld\n", (long long)number);
    return err;
}

enum err command_adopt_release(struct options *options, struct archive *archive)
{
    return make(options, archive, options->words[2], options->words[3]);
}
