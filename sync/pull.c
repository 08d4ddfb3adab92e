#include "pull.h"

#include "config.h"
#include "edition.h"
#include "fetch.h"
#include "lane.h"
#include "offer.h"
#include "shelf.h"

#include "base/arena.h"
#include "base/digest.h"
#include "base/file.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/stamp.h"
#include "base/xml.h"
#include "form/xform.h"
#include "store/formfile.h"
#include "wire/manifest.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum {
    LARGEST_LIST = 4 * 1024 * 1024,
    LARGEST_FORM = 16 * 1024 * 1024,
    LARGEST_MEDIA = 32 * 1024 * 1024,
};

/* One asking of one target; form is the one in hand. */
struct round {
    struct fetch fetch;
    const struct formlist_entry *form;
};

static void tell(struct round *round, enum trouble trouble, const char *detail)
{
    fetch_tell(&round->fetch, trouble, detail);
}

static bool is_xml(const struct http_reply *reply)
{
    return strcmp(reply->type, "text/xml") == 0 ||
           strcmp(reply->type, "application/xml") == 0;
}

static bool fetch(struct round *round, const char *url, size_t limit,
                  const char *etag, struct http_reply *out)
{
    const struct http_request request = {
        .method = HTTP_GET, .url = url, .limit = limit, .etag = etag};

    return fetch_get(&round->fetch, &request, out);
}

/* Hashes other than md5 count as absent, as OpenRosa says. */
static bool matches(const struct buf *content, const char *hash)
{
    char md5[33];

    if (strncasecmp(hash, "md5:", 4) != 0)
        return true;
    digest_md5_hex(buf_text(content), content->size, md5);
    return strcasecmp(hash + 4, md5) == 0;
}

static struct formfile file_of(const struct round *round, const char *name,
                               const char *hash)
{
    return (struct formfile){
        .target = round->fetch.lane->target->name,
        .form_id = round->form->form_id,
        .form_version = round->form->version,
        .name = name,
        .hash = hash,
    };
}

static bool has_current(struct round *round, const char *name, const char *hash,
                        enum err *err)
{
    const struct formfile file = file_of(round, name, hash);
    int current = 0;

    *err = formfile_is_current(round->fetch.db, &file, &current);
    return current && *hash &&
           shelf_has(round->fetch.lane->config->forms_folder, name);
}

/* A full disk is the operator's to mend; what was there stays. */
static enum err put(struct round *round, const char *name, const char *hash,
                    const struct buf *content)
{
    const struct formfile file = file_of(round, name, hash);

    if (shelf_put(round->fetch.lane->config->forms_folder, name,
                  buf_text(content), content->size)) {
        tell(round, TROUBLE_DISK, name);
        return ERR_NONE;
    }
    return formfile_replace(round->fetch.db, &file, stamp_now().wall_ms);
}

static enum err pull_file(struct round *round, const struct manifest_file *file)
{
    char *name = shelf_media_name(round->form->form_id, file->filename);
    struct http_reply reply = {0};
    enum err err;

    if (!has_current(round, name, file->hash, &err) && !err &&
        fetch(round, file->download_url, LARGEST_MEDIA, NULL, &reply)) {
        if (manifest_hash_is_of_bytes(file) &&
            !matches(&reply.body, file->hash))
            tell(round, TROUBLE_DAMAGED, file->filename);
        else
            err = put(round, name, file->hash, &reply.body);
    }
    http_reply_clear(&reply);
    free(name);
    return err;
}

static enum err pull_files(struct round *round, const struct http_reply *reply)
{
    struct arena *arena = arena_new();
    struct manifest manifest;
    struct xml_error why;
    enum err err = ERR_NONE;
    bool before = round->fetch.complete;

    round->fetch.complete = true;
    if (!is_xml(reply) ||
        manifest_read(buf_text(&reply->body), reply->body.size, arena,
                      &manifest, &why))
        tell(round, TROUBLE_NO_SERVER, round->form->form_id);
    else
        for (size_t i = 0; !err && !round->fetch.over && i < manifest.count;
             i++)
            err = pull_file(round, &manifest.files[i]);
    if (!err && !round->fetch.over && round->fetch.complete)
        offer_set_tag(round->fetch.lane->offer, round->form->manifest_url,
                      reply->etag);
    round->fetch.complete = round->fetch.complete && before;
    arena_free(arena);
    return err;
}

/* Whether all media are here is told by *out: a form goes on the shelf only
 * with everything it needs. */
static enum err pull_media(struct round *round, bool *out)
{
    struct http_reply reply = {0};
    const char *url = round->form->manifest_url;
    enum err err = ERR_NONE;

    *out = true;
    if (!*url)
        return ERR_NONE;
    bool came = fetch(round, url, LARGEST_LIST,
                      offer_tag(round->fetch.lane->offer, url), &reply);
    if (came && reply.status == 200) {
        bool before = round->fetch.complete;
        round->fetch.complete = true;
        err = pull_files(round, &reply);
        *out = round->fetch.complete;
        round->fetch.complete = round->fetch.complete && before;
    } else {
        *out = came;
    }
    http_reply_clear(&reply);
    return err;
}

/* What the form refers to as jr://KIND/NAME is on the shelf already. */
static enum err read_media(void *context, const char *uri, struct buf *out)
{
    const struct round *round = context;
    const char *slash = strrchr(uri, '/');

    if (!slash || !file_name_is_safe(slash + 1))
        return ERR_MISSING;
    char *name = shelf_media_name(round->form->form_id, slash + 1);
    char *path = file_join(round->fetch.lane->config->forms_folder, name);
    enum err err = file_read(path, out);
    free(path);
    free(name);
    return err;
}

/* The old form keeps working until a usable new one is here. */
static bool is_usable(struct round *round, const struct buf *content)
{
    const struct xform_files files = {read_media, round};
    struct xform *form;

    if (!matches(content, round->form->hash)) {
        tell(round, TROUBLE_DAMAGED, round->form->form_id);
        return false;
    }
    if (xform_load(&form, round->form->form_id, buf_text(content),
                   content->size, &files)) {
        tell(round, TROUBLE_BAD_FORM, round->form->form_id);
        return false;
    }
    bool same = strcmp(xform_id(form), round->form->form_id) == 0;
    xform_free(form);
    if (!same)
        tell(round, TROUBLE_BAD_FORM, round->form->form_id);
    return same;
}

static enum err shelve(struct round *round, const char *name,
                       const struct buf *content)
{
    const char *folder = round->fetch.lane->config->forms_folder;

    if (shelf_keep_old(folder, name))
        log_warn("%s: the replaced form is not kept", name);
    log_info("%s: version \"%s\" from %s", round->form->form_id,
             round->form->version, round->fetch.lane->target->name);
    return put(round, name, round->form->hash, content);
}

static enum err pull_form(struct round *round)
{
    char *name = shelf_form_name(round->form->form_id);
    struct http_reply reply = {0};
    bool has_media = true;
    enum err err;
    bool current = has_current(round, name, round->form->hash, &err);

    if (!err)
        err = pull_media(round, &has_media);
    if (!err && !current && has_media && !round->fetch.over &&
        fetch(round, round->form->download_url, LARGEST_FORM, NULL, &reply) &&
        is_usable(round, &reply.body))
        err = shelve(round, name, &reply.body);
    http_reply_clear(&reply);
    free(name);
    return err;
}

/* Forms that the target published once and lists no longer. */
struct retired {
    const struct formlist *list;
    char *form_id;
    char *name;
};

static enum err find_retired(void *context, const struct formfile *file)
{
    struct retired *r = context;

    for (size_t i = 0; i < r->list->count; i++) {
        if (strcmp(r->list->entries[i].form_id, file->form_id) == 0)
            return ERR_NONE;
    }
    if (!r->form_id) {
        r->form_id = xstrdup(file->form_id);
        r->name = xstrdup(file->name);
    }
    return ERR_NONE;
}

/* One at a time, since the walk must not change what it walks over. */
static enum err retire(struct round *round)
{
    const struct lane *lane = round->fetch.lane;
    enum err err = ERR_NONE;
    bool found = true;

    while (!err && found) {
        struct retired r = {.list = offer_list(lane->offer)};
        err = formfile_each(round->fetch.db, lane->target->name, find_retired,
                            &r);
        found = !err && r.form_id;
        if (found) {
            log_info("%s: no longer offered by %s", r.form_id,
                     lane->target->name);
            err = shelf_retire(lane->config->forms_folder, r.name);
            if (!err)
                err = formfile_retire(round->fetch.db, lane->target->name,
                                      r.form_id, stamp_now().wall_ms);
        }
        free(r.form_id);
        free(r.name);
    }
    return err;
}

static enum err pull_listed(struct round *round)
{
    const struct formlist *list = offer_list(round->fetch.lane->offer);
    enum err err = ERR_NONE;

    for (size_t i = 0; !err && !round->fetch.over && i < list->count; i++) {
        round->form = &list->entries[i];
        err = pull_form(round);
    }
    return err || round->fetch.over ? err : retire(round);
}

static bool is_list(struct round *round, const struct http_reply *reply)
{
    struct xml_error why = {0};

    if (!is_xml(reply)) {
        fetch_fail(&round->fetch,
                   strcmp(reply->type, "text/html") == 0 ? TROUBLE_PORTAL
                                                         : TROUBLE_NO_SERVER,
                   0);
        return false;
    }
    if (offer_read(round->fetch.lane->offer, buf_text(&reply->body),
                   reply->body.size, &why)) {
        tell(round, TROUBLE_NO_SERVER, why.reason);
        return false;
    }
    return true;
}

static enum err take_list(struct round *round, const char *url,
                          const struct http_reply *reply)
{
    struct lane *lane = round->fetch.lane;

    if (reply->status == 200 && !is_list(round, reply))
        return ERR_NONE;
    enum err err = pull_listed(round);
    if (!err && round->fetch.complete && !round->fetch.over) {
        lane_well(lane, round->fetch.db);
        if (reply->status == 200)
            offer_set_tag(lane->offer, url, reply->etag);
    }
    return err;
}

/* What answers the first list may turn out to be a hub of ours. */
static enum err pull_list(struct round *round, const char *url)
{
    struct lane *lane = round->fetch.lane;
    struct http_reply reply;
    bool knew = edition_is_expected(&round->fetch), found = false;
    enum err err = ERR_NONE;
    bool came =
        fetch(round, url, LARGEST_LIST, offer_tag(lane->offer, url), &reply);

    if (came && !knew && edition_is_expected(&round->fetch))
        err = edition_pull(&round->fetch, &found);
    if (came && !err && !found)
        err = take_list(round, url, &reply);
    http_reply_clear(&reply);
    return err;
}

enum err pull_lane(struct lane *lane, struct db *db)
{
    struct round round = {.fetch = {lane, db, true, false}};
    char *url = lane_url(lane, "formList");
    bool found = false;
    enum err err = ERR_NONE;

    if (lane->is_stopped)
        lane_resume(lane);
    if (edition_is_expected(&round.fetch))
        err = edition_pull(&round.fetch, &found);
    if (!err && !found)
        err = pull_list(&round, url);
    free(url);
    lane->pull_ms =
        stamp_boot_ms() + (int64_t)lane->config->poll_minutes * 60000;
    if (round.fetch.over && lane->not_before_ms)
        lane->pull_ms = lane->not_before_ms;
    return err;
}
