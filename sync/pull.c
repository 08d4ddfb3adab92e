#include "pull.h"

#include "config.h"
#include "lane.h"
#include "offer.h"
#include "push.h"
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

/* One asking of one target. complete: all that it publishes is here. */
struct round {
    struct lane *lane;
    struct db *db;
    const struct formlist_entry *form; /* in hand */
    bool complete;
    bool over;
};

static void tell(struct round *round, enum trouble trouble, const char *detail)
{
    round->complete = false;
    lane_tell(round->lane, round->db, trouble, detail);
}

/* A failure of the way ends the round; one of a document does not. */
static void fail(struct round *round, enum trouble trouble, int64_t asked_ms)
{
    tell(round, trouble, NULL);
    lane_back_off(round->lane, asked_ms);
    round->over = true;
}

static bool is_xml(const struct http_reply *reply)
{
    return strcmp(reply->type, "text/xml") == 0 ||
           strcmp(reply->type, "application/xml") == 0;
}

static void judge_status(struct round *round, const struct http_reply *reply,
                         const char *url)
{
    struct push_rule rule = push_rule_for(reply);

    switch (rule.action) {
    case PUSH_STOP:
        tell(round, rule.trouble, url);
        lane_stop(round->lane);
        round->over = true;
        break;
    case PUSH_RETRY:
        fail(round, rule.trouble, reply->retry_after_ms);
        break;
    default:
        tell(round, TROUBLE_NO_SERVER, url);
        break;
    }
}

/* Fetches a document; *out is cleared by the caller in any case. True when
 * it came, whole, or has not changed (status 304). */
static bool fetch(struct round *round, const char *url, size_t limit,
                  const char *etag, struct http_reply *out)
{
    const struct http_request request = {
        .method = HTTP_GET, .url = url, .limit = limit, .etag = etag};
    enum err err = lane_send(round->lane, &request, out);

    if (err == ERR_BUSY)
        round->over = true;
    else if (err && out->body.overflow)
        tell(round, TROUBLE_LARGE_FORM, url);
    else if (err)
        fail(round, out->trouble, 0);
    else if (out->status == 200 || (out->status == 304 && etag && *etag))
        return true;
    else
        judge_status(round, out, url);
    return false;
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
        .target = round->lane->target->name,
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

    *err = formfile_is_current(round->db, &file, &current);
    return current && *hash &&
           shelf_has(round->lane->config->forms_folder, name);
}

/* A full disk is the operator's to mend; what was there stays. */
static enum err put(struct round *round, const char *name, const char *hash,
                    const struct buf *content)
{
    const struct formfile file = file_of(round, name, hash);

    if (shelf_put(round->lane->config->forms_folder, name, buf_text(content),
                  content->size)) {
        tell(round, TROUBLE_DISK, name);
        return ERR_NONE;
    }
    return formfile_replace(round->db, &file, stamp_now().wall_ms);
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
    bool before = round->complete;

    round->complete = true;
    if (!is_xml(reply) ||
        manifest_read(buf_text(&reply->body), reply->body.size, arena,
                      &manifest, &why))
        tell(round, TROUBLE_NO_SERVER, round->form->manifest_url);
    else
        for (size_t i = 0; !err && !round->over && i < manifest.count; i++)
            err = pull_file(round, &manifest.files[i]);
    if (!err && !round->over && round->complete)
        offer_set_tag(round->lane->offer, round->form->manifest_url,
                      reply->etag);
    round->complete = round->complete && before;
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
                      offer_tag(round->lane->offer, url), &reply);
    if (came && reply.status == 200) {
        bool before = round->complete;
        round->complete = true;
        err = pull_files(round, &reply);
        *out = round->complete;
        round->complete = round->complete && before;
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
    char *path = file_join(round->lane->config->forms_folder, name);
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
    const char *folder = round->lane->config->forms_folder;

    if (shelf_keep_old(folder, name))
        log_warn("%s: the replaced form is not kept", name);
    log_info("%s: version \"%s\" from %s", round->form->form_id,
             round->form->version, round->lane->target->name);
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
    if (!err && !current && has_media && !round->over &&
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
    const struct lane *lane = round->lane;
    enum err err = ERR_NONE;
    bool found = true;

    while (!err && found) {
        struct retired r = {.list = offer_list(lane->offer)};
        err = formfile_each(round->db, lane->target->name, find_retired, &r);
        found = !err && r.form_id;
        if (found) {
            log_info("%s: no longer offered by %s", r.form_id,
                     lane->target->name);
            err = shelf_retire(lane->config->forms_folder, r.name);
            if (!err)
                err = formfile_retire(round->db, lane->target->name, r.form_id,
                                      stamp_now().wall_ms);
        }
        free(r.form_id);
        free(r.name);
    }
    return err;
}

static enum err pull_listed(struct round *round)
{
    const struct formlist *list = offer_list(round->lane->offer);
    enum err err = ERR_NONE;

    for (size_t i = 0; !err && !round->over && i < list->count; i++) {
        round->form = &list->entries[i];
        err = pull_form(round);
    }
    return err || round->over ? err : retire(round);
}

static enum err pull_list(struct round *round, const char *url)
{
    struct lane *lane = round->lane;
    struct http_reply reply;
    struct xml_error why = {0};
    enum err err = ERR_NONE;
    bool came =
        fetch(round, url, LARGEST_LIST, offer_tag(lane->offer, url), &reply);

    if (came && reply.status == 200 && !is_xml(&reply)) {
        fail(round,
             strcmp(reply.type, "text/html") == 0 ? TROUBLE_PORTAL
                                                  : TROUBLE_NO_SERVER,
             0);
        came = false;
    } else if (came && reply.status == 200 &&
               offer_read(lane->offer, buf_text(&reply.body), reply.body.size,
                          &why)) {
        tell(round, TROUBLE_NO_SERVER, why.reason);
        came = false;
    }
    if (came)
        err = pull_listed(round);
    if (came && !err && round->complete && !round->over) {
        lane_well(lane, round->db);
        if (reply.status == 200)
            offer_set_tag(lane->offer, url, reply.etag);
    }
    http_reply_clear(&reply);
    return err;
}

enum err pull_lane(struct lane *lane, struct db *db)
{
    struct round round = {.lane = lane, .db = db, .complete = true};
    char *url = lane_url(lane, "formList");

    if (lane->is_stopped)
        lane_resume(lane);
    enum err err = pull_list(&round, url);
    free(url);
    lane->pull_ms =
        stamp_boot_ms() + (int64_t)lane->config->poll_minutes * 60000;
    if (round.over && lane->not_before_ms)
        lane->pull_ms = lane->not_before_ms;
    return err;
}
