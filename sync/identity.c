#include "identity.h"

#include "config.h"
#include "http.h"
#include "lane.h"

#include "base/arena.h"
#include "base/file.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/owner.h"
#include "proof/note.h"
#include "wire/identity.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* A key on its way to be known. */
struct application {
    const struct config *config;
    const char *code; /* "" by token */
    struct sign_key next;
    struct buf note;
    struct arena *arena;
    struct identity reply;
};

static char *path_of(const char *data, const char *name)
{
    return xasprintf("%s/keys/%s", data, name);
}

char *identity_settings_path(const char *data)
{
    return path_of(data, "enrolled.conf");
}

static enum err load(const struct config *config, const char *name,
                     struct sign_key *out)
{
    char *path = path_of(config->data, name);
    enum err err = sign_key_load(out, path);

    free(path);
    return err;
}

enum err identity_load(const struct config *config, struct sign_key *out)
{
    return load(config, "station.key", out);
}

/* Ours, a link to nowhere else, and closed to all others. */
static enum err close_folder(const char *path)
{
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    enum err err = ERR_NONE;

    if (fd >= 0 && !owner_is_trusted(fd, path)) {
        err = ERR_DENIED;
    } else if (fd < 0 || fchmod(fd, 0700) != 0) {
        log_error("%s: %s", path, strerror(errno));
        err = ERR_DENIED;
    }
    if (fd >= 0)
        close(fd);
    return err;
}

static enum err make_folder(const struct config *config)
{
    char *folder = file_join(config->data, "keys");
    enum err err = file_make_folder(folder);

    if (!err)
        err = close_folder(folder);
    free(folder);
    return err;
}

/* The key is on disk before the hub hears of it: a lost reply is asked for
 * again with the same key. */
static enum err find_next(struct application *a)
{
    enum err err = make_folder(a->config);

    if (!err)
        err = load(a->config, "station-next.key", &a->next);
    if (err != ERR_MISSING)
        return err;
    char *path = path_of(a->config->data, "station-next.key");
    sign_key_new(&a->next, "station/0");
    err = sign_key_save(&a->next, path);
    free(path);
    return err;
}

static enum err write_note(struct application *a)
{
    char printed[NOTE_VERIFIER_SIZE];
    struct note_verifier verifier;
    struct sign_key current;

    note_verifier_of(&verifier, &a->next, NOTE_SIGNATURE);
    note_verifier_print(&verifier, printed);
    identity_write(&a->note,
                   &(struct identity){.code = a->code, .key = printed});
    enum err err = note_sign(&a->note, &a->next);
    if (err || *a->code || identity_load(a->config, &current))
        return err;
    err = note_sign(&a->note, &current);
    sign_key_clear(&current);
    return err;
}

/* The hub must answer about this key, under its own signature. */
static bool is_answer(struct application *a, const struct http_reply *reply)
{
    const char *note = buf_text(&reply->body);
    size_t size = reply->body.size, text = note_text_size(note, size);
    struct note_verifier hub, key;

    return text && strcmp(reply->type, IDENTITY_TYPE) == 0 &&
           !identity_read(note, text, a->arena, &a->reply) &&
           note_verifier_read(&hub, a->reply.hub) &&
           note_check(note, size, &hub, NULL) == NOTE_GENUINE &&
           note_verifier_read(&key, a->reply.key) &&
           memcmp(key.open, a->next.open, SIGN_KEY_SIZE) == 0;
}

static enum err move_away(const struct config *config)
{
    char *from = path_of(config->data, "station.key");
    char *to = path_of(config->data, "station-previous.key");
    enum err err = ERR_NONE;

    if (rename(from, to) != 0 && errno != ENOENT) {
        log_error("%s: %s", from, strerror(errno));
        err = ERR_IO;
    }
    free(to);
    free(from);
    return err;
}

/* From here on the key has the name that the hub gave it. A crash in between
 * leaves the next key, which is asked for again and answered the same. */
static enum err install(struct application *a)
{
    char *path = path_of(a->config->data, "station.key");
    char *next = path_of(a->config->data, "station-next.key");
    struct note_verifier key;
    struct sign_key named;
    enum err err = note_verifier_read(&key, a->reply.key) ? move_away(a->config)
                                                          : ERR_FORMAT;

    if (!err) {
        sign_key_from(&named, key.name, a->next.secret);
        err = sign_key_save(&named, path);
        sign_key_clear(&named);
    }
    if (!err)
        unlink(next);
    free(next);
    free(path);
    return err;
}

static enum err post(struct application *a, struct http *http, const char *url,
                     struct http_reply *reply)
{
    const struct http_request request = {.method = HTTP_POST,
                                         .url = url,
                                         .content_type = IDENTITY_TYPE,
                                         .body = &a->note,
                                         .limit = IDENTITY_LARGEST,
                                         .bare = true};

    return http_send(http, &request, reply);
}

static enum trouble judge(struct application *a, enum err sent,
                          const struct http_reply *reply)
{
    if (sent)
        return reply->trouble ? reply->trouble : TROUBLE_CUT;
    if (reply->status == 403 || reply->status == 401)
        return *a->code ? TROUBLE_CODE : TROUBLE_IDENTITY;
    if (reply->status == 404 || reply->status == 405)
        return TROUBLE_NO_HUB;
    if (reply->status != 200)
        return reply->status >= 500 ? TROUBLE_SERVER : TROUBLE_NO_HUB;
    return is_answer(a, reply) ? TROUBLE_NONE : TROUBLE_PORTAL;
}

/* Asks with the target's own sign-in; the answer lives in a's arena. */
static enum err apply(struct application *a, const struct target *target,
                      enum trouble *trouble)
{
    char *url = xasprintf("%s/%s", target->url, *a->code ? "enrol" : "key");
    struct http *http = http_new(a->config, target);
    struct http_reply reply = {0};
    enum err err = find_next(a);

    if (!err)
        err = write_note(a);
    if (!err) {
        enum err sent = post(a, http, url, &reply);
        *trouble = judge(a, sent, &reply);
        if (!*trouble)
            err = install(a);
    }
    http_reply_clear(&reply);
    http_free(http);
    free(url);
    return err;
}

static void begin(struct application *a, const struct config *config,
                  const char *code)
{
    *a = (struct application){
        .config = config, .code = code, .arena = arena_new()};
    buf_init(&a->note, IDENTITY_LARGEST);
}

static void end(struct application *a)
{
    sign_key_clear(&a->next);
    buf_clear(&a->note);
    arena_free(a->arena);
}

static enum err keep_settings(const struct application *a)
{
    const struct target *target = &a->config->first;
    char *path = identity_settings_path(a->config->data);
    struct buf text;

    buf_init(&text, 0);
    buf_printf(&text,
               "# Written by barrio-sync enrol; comes before the settings.\n"
               "url = %s\nauth = bearer\ntoken = %s\nstation = %s\n"
               "hub_key = %s\n",
               target->url, a->reply.token, a->reply.station, a->reply.hub);
    if (*target->ca_file)
        buf_printf(&text, "ca_file = %s\n", target->ca_file);
    enum err err = file_write(path, buf_text(&text), text.size);
    if (!err && chmod(path, 0600) != 0)
        err = ERR_IO;
    buf_clear(&text);
    free(path);
    return err;
}

/* A code goes over TLS, as a token would. */
enum err identity_enrol(const struct config *config, const char *code)
{
    static char bearer[] = "bearer", none[] = "";
    char read[IDENTITY_CODE_SIZE];
    struct target target = config->first;
    enum trouble trouble = TROUBLE_NONE;
    struct application a;

    if (!identity_read_code(code, read)) {
        log_error("%s: a code has 12 letters and digits", code);
        return ERR_FORMAT;
    }
    target.auth = bearer;
    target.token = none;
    begin(&a, config, read);
    enum err err = apply(&a, &target, &trouble);
    if (!err && trouble) {
        log_error("%s", trouble_sentence(trouble));
        err = ERR_DENIED;
    }
    if (!err)
        err = keep_settings(&a);
    if (!err)
        printf("enrolled as %s, key %s\n", a.reply.station, a.reply.key);
    end(&a);
    return err;
}

enum err identity_rotate(const struct config *config)
{
    enum trouble trouble = TROUBLE_NONE;
    struct application a;

    begin(&a, config, "");
    enum err err = apply(&a, &config->first, &trouble);
    if (!err && trouble) {
        log_error("%s", trouble_sentence(trouble));
        err = ERR_DENIED;
    }
    if (!err)
        printf("the station's key is now %s\n", a.reply.key);
    end(&a);
    return err;
}

void identity_ensure(struct lane *lane, struct db *db)
{
    enum trouble trouble = TROUBLE_NONE;
    struct sign_key key;
    struct application a;
    enum err err = identity_load(lane->config, &key);

    if (!err)
        sign_key_clear(&key);
    if (err != ERR_MISSING || lane->is_identity_refused)
        return;
    begin(&a, lane->config, "");
    err = apply(&a, lane->target, &trouble);
    if (!err && !trouble)
        log_info("%s knows this station's key %s", lane->target->name,
                 a.reply.key);
    if (trouble == TROUBLE_IDENTITY)
        lane_tell(lane, db, trouble, NULL);
    /* Once until the next start, unless it was the way that failed. */
    lane->is_identity_refused = err || trouble == TROUBLE_IDENTITY;
    end(&a);
}
