/* A file of the station's folder, or one that its camera makes now. */
#include "screen/ask_list.h"

#include "screen/screen.h"

#include "shots.h"

#include "base/arena.h"
#include "base/file.h"
#include "form/session.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum {
    MOST_FILES = 200,
    TARGET_DEVICE = TARGET_FIRST + (1 << 21), /* beyond all of a list's */
    MEGABYTE = 1024 * 1024,
    SECOND_MS = 1000,
};

static uint64_t largest(const struct stage *s)
{
    return (uint64_t)s->kiosk->config.upload_mb * MEGABYTE;
}

static bool begins(const char *text, const char *with)
{
    return strncmp(text, with, strlen(with)) == 0;
}

/* The command that makes such a file here, "" when there is none. */
static const char *command_for(const struct stage *s, const struct question *q)
{
    const struct config *config = &s->kiosk->config;

    if (begins(q->media_type, "image/"))
        return config->camera;
    return begins(q->media_type, "audio/") ? config->recorder : "";
}

/* Bytes of a regular file of that folder; 0 for anything else. */
static uint64_t size_of(const char *folder, const char *name)
{
    char *path = file_join(folder, name);
    struct stat file;
    bool is_file = lstat(path, &file) == 0 && S_ISREG(file.st_mode);

    free(path);
    return is_file ? (uint64_t)file.st_size : 0;
}

static const char *size_text(struct stage *s, uint64_t bytes)
{
    enum { KILOBYTE = 1024 };

    return bytes < MEGABYTE
               ? stage_print(s, "%llu kB",
                             (unsigned long long)(bytes + KILOBYTE - 1) /
                                 KILOBYTE)
               : stage_print(s, "%.1f MB", (double)bytes / MEGABYTE);
}

static void add_file(struct stage *s, const char *folder, const char *name,
                     const char *label, const char *value)
{
    uint64_t bytes = size_of(folder, name);
    size_t at = s->ask.list.count;

    if (bytes == 0)
        return;
    ask_list_add(&s->ask, label, name, strcmp(name, value) == 0);
    if (s->ask.list.count > at)
        s->ask.list.items[at].note =
            arena_strdup(s->ask.arena, size_text(s, bytes));
}

/* Only what the operator puts (or a camera drops) into one folder may be
 * given: a path typed by anybody would read the station's own files. */
static void add_folder(struct stage *s, const char *value)
{
    const char *folder = s->kiosk->config.uploads;
    struct dirent **entries = NULL;
    int found = *folder ? scandir(folder, &entries, NULL, alphasort) : 0;

    for (int i = 0; i < found; i++) {
        const char *name = entries[i]->d_name;
        if (file_name_is_safe(name))
            add_file(s, folder, name, name, value);
        free(entries[i]);
    }
    free(entries);
}

/* What the camera made for this question comes first. */
static void add_shot(struct stage *s, const char *value)
{
    char *folder = shots_path(s->kiosk->config.data, "");

    if (file_name_is_safe(value))
        add_file(s, folder, value, stage_text(s, /* max 30 */ "Just taken"),
                 value);
    free(folder);
}

static void load(struct stage *s, const struct question *q, const char *value)
{
    (void)q;
    ask_list_begin(s, MOST_FILES, false);
    add_shot(s, value);
    add_folder(s, value);
}

static const char *seconds_text(struct stage *s)
{
    const struct device *d = &s->device;
    long passed = (long)((s->now_ms - d->began_ms) / SECOND_MS);

    return stage_print(s, stage_text(s, /* max 38 */ "%ld of %ld seconds"),
                       passed, (long)(d->ms / SECOND_MS));
}

/* The key that starts the device, or ends it while it works. */
static struct cap device_cap(struct stage *s, const struct question *q)
{
    bool runs = s->device.state == DEVICE_RUNS;
    bool hears = begins(q->media_type, "audio/");

    return (struct cap){
        .id = TARGET_DEVICE,
        .key = "+",
        .press = '+',
        .label = runs    ? stage_text(s, /* max 30 */ "Stop it")
                 : hears ? stage_text(s, /* max 30 */ "Record sound")
                         : stage_text(s, /* max 30 */ "Take a picture"),
        .note = runs ? seconds_text(s) : NULL,
    };
}

static void draw(struct stage *s, const struct question *q)
{
    struct rect area = s->grid.body;
    bool has_device = *command_for(s, q) != '\0';
    const struct cap cap = device_cap(s, q);

    s->ask.list.extra = has_device ? &cap : NULL;
    if (has_device && s->ask.list.count == 0) {
        area.height = s->grid.slot_height;
        cap_draw(s->canvas, &s->rack, area, &cap);
    } else if (s->ask.list.count) {
        ask_list_draw(s, q);
    } else {
        area.x += 2;
        area.width -= 4;
        stage_write(s, area, ROLE_TEXT,
                    stage_text(s, "This station has no file to give. Please go "
                                  "on."));
    }
    s->ask.list.extra = NULL;
}

static void start(struct stage *s)
{
    const struct config *config = &s->kiosk->config;
    const struct question *q = session_question(s->kiosk->visit.session);
    char *path = shots_part(config->data);
    const struct device_limits limits = {
        .folder = config->data,
        .room = shots_room(),
        .bytes = largest(s),
        .ms = config->device_seconds * SECOND_MS,
    };

    if (path)
        device_start(&s->device, command_for(s, q), path, &limits, s->now_ms);
    free(path);
}

/* Why there is no file, and what to do. */
static const char *reason(struct stage *s)
{
    static const char *const REASONS[] = {
        [DEVICE_NOT_STARTED] = WORD(/* max 38 */ "The device cannot be used."),
        [DEVICE_BROKE] = WORD(/* max 38 */ "The device failed. Try again."),
        [DEVICE_TOO_SLOW] =
            WORD(/* max 38 */ "It took too long and was ended."),
        [DEVICE_TOO_LARGE] = WORD(/* max 38 */ "The file became too large."),
        [DEVICE_EMPTY] = WORD(/* max 38 */ "The device gave nothing."),
        [DEVICE_FULL] = WORD(/* max 38 */ "The disk has no room for it."),
    };
    const struct device *d = &s->device;

    if (d->fault == DEVICE_BROKE && d->words_size)
        return stage_print(s, GLYPH_LEFT_TO_RIGHT "%s", d->words);
    return stage_text(s, REASONS[d->fault]);
}

/* The answer is in the log as soon as there is a file. */
static void keep(struct stage *s)
{
    const struct question *q = session_question(s->kiosk->visit.session);
    const char *id = session_id(s->kiosk->visit.session);
    char *name;
    enum err err = shots_keep(s->kiosk->config.data, id, q->media_type, &name);

    if (err) {
        stage_complain(s, err == ERR_FORMAT
                              ? stage_text(s, /* max 38 */
                                           "That is not what is asked for.")
                              : stage_text(s, /* max 38 */
                                           "The disk has no room for it."));
        return;
    }
    load(s, q, name);
    question_keep(s);
    s->wants_bell = true;
    free(name);
}

static void hear(struct stage *s)
{
    enum device_state state = s->device.state;

    if (state == DEVICE_FAILED)
        stage_complain(s, reason(s));
    else if (state == DEVICE_DONE)
        keep(s);
    if (state == DEVICE_FAILED || state == DEVICE_DONE)
        device_forget(&s->device);
}

static enum asked act(struct stage *s, const struct act *act)
{
    if (act->kind != ACT_TARGET || act->id != TARGET_DEVICE)
        return ask_list_act(s, act);
    if (s->device.state == DEVICE_RUNS)
        device_stop(&s->device);
    else
        start(s);
    hear(s); /* what cannot even begin is said at once */
    return ASKED_USED;
}

static const char *hold(struct stage *s)
{
    const struct list *list = &s->ask.list;

    if (s->device.state == DEVICE_RUNS)
        return stage_text(s, /* max 38 */ "The device still works.");
    for (size_t i = 0; i < list->count; i++) {
        if (list->items[i].chosen &&
            size_of(s->kiosk->config.uploads, s->ask.values[i]) > largest(s))
            return stage_print(
                s,
                stage_text(s, /* max 38 */ "At most %ld MB. Choose another."),
                s->kiosk->config.upload_mb);
    }
    return NULL;
}

const struct asker ASK_FILE = {
    .name = "file",
    .hint = WORD(/* max 38 */ "Choose one."),
    .load = load,
    .draw = draw,
    .act = act,
    .value = ask_list_value,
    .hear = hear,
    .hold = hold,
};
