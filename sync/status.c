#include "status.h"

#include "config.h"
#include "lane.h"

#include "base/buf.h"
#include "base/digest.h"
#include "base/doctor.h"
#include "base/file.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/stamp.h"
#include "store/db.h"
#include "store/delivery.h"
#include "store/outbox.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

struct report {
    const struct target *target;
    struct outbox_counts counts;
    int64_t contact_ms;
    bool is_clock_off;
    char *trouble;
    char *sentence;
};

static enum err recall(struct db *db, const struct target *target,
                       bool is_first, const char *name, char **out)
{
    char *full = lane_note_name(target, is_first, name);
    enum err err = outbox_recall(db, full, out);

    free(full);
    return err;
}

/* The way may be well while single answers are not. */
static enum trouble lasting_trouble(const struct report *r)
{
    return r->counts.held      ? TROUBLE_UNKNOWN_FORM
           : r->counts.refused ? TROUBLE_REFUSED
           : r->is_clock_off   ? TROUBLE_CLOCK_OFF
                               : TROUBLE_NONE;
}

static void find_trouble(struct report *r)
{
    enum trouble lasting = lasting_trouble(r);

    if (*r->trouble && strcmp(r->trouble, trouble_name(TROUBLE_NONE)) != 0)
        return;
    free(r->trouble);
    free(r->sentence);
    r->trouble = xstrdup(trouble_name(lasting));
    r->sentence = xstrdup(lasting ? trouble_sentence(lasting) : "");
}

static enum err read_report(struct db *db, const struct target *target,
                            bool is_first, struct report *out)
{
    char *contact = NULL, *clock = NULL;

    *out = (struct report){.target = target};
    enum err err = outbox_count(db, target->name, &out->counts);
    if (!err)
        err = recall(db, target, is_first, "last_contact_ms", &contact);
    if (!err)
        err = recall(db, target, is_first, "clock_off", &clock);
    if (!err)
        err = recall(db, target, is_first, "last_trouble", &out->trouble);
    if (!err)
        err = recall(db, target, is_first, "last_error", &out->sentence);
    if (!err) {
        out->contact_ms = strtoll(contact, NULL, 10);
        out->is_clock_off = *clock != '\0';
        find_trouble(out);
    }
    free(clock);
    free(contact);
    return err;
}

static void add_age(struct buf *out, const char *before, int64_t since_ms)
{
    int64_t minutes = (stamp_now().wall_ms - since_ms) / 60000;

    if (!since_ms)
        return;
    if (minutes < 120)
        buf_printf(out, "%s%" PRId64 " min", before, minutes);
    else if (minutes < 2 * 24 * 60)
        buf_printf(out, "%s%" PRId64 " h", before, minutes / 60);
    else
        buf_printf(out, "%s%" PRId64 " days", before, minutes / (24 * 60));
}

static void add_line(struct buf *out, const struct report *r, bool is_running)
{
    const struct outbox_counts *c = &r->counts;

    buf_printf(out, "%s: ", r->target->name);
    if (!*r->target->url) {
        buf_printf(out, "%" PRId64 " kept here, no server set (url)\n",
                   c->total);
        return;
    }
    buf_printf(out, "%" PRId64 " waiting", c->waiting);
    add_age(out, ", oldest ", c->waiting ? c->oldest_waiting_ms : 0);
    if (c->held)
        buf_printf(out, ", %" PRId64 " of them for a form", c->held);
    if (c->refused)
        buf_printf(out, ", %" PRId64 " parked", c->refused);
    add_age(out, ", last contact ", r->contact_ms);
    if (!r->contact_ms)
        buf_puts(out, ", never reached");
    buf_puts(out, is_running ? "" : ", agent not running");
    if (*r->sentence)
        buf_printf(out, ". %s", r->sentence);
    buf_putc(out, '\n');
}

static void add_json(struct buf *out, const struct report *r)
{
    const struct outbox_counts *c = &r->counts;

    buf_puts(out, "{\"name\":");
    json_escape(out, r->target->name);
    buf_printf(out,
               ",\"total\":%" PRId64 ",\"waiting\":%" PRId64
               ",\"held\":%" PRId64 ",\"parked\":%" PRId64
               ",\"oldest_waiting_ms\":%" PRId64 ",\"last_contact_ms\":%" PRId64
               ",\"trouble\":",
               c->total, c->waiting, c->held, c->refused, c->oldest_waiting_ms,
               r->contact_ms);
    json_escape(out, r->trouble);
    buf_puts(out, ",\"sentence\":");
    json_escape(out, r->sentence);
    buf_putc(out, '}');
}

static void begin_json(struct buf *out, const struct config *config,
                       bool is_running)
{
    struct stamp now = stamp_now();
    uint64_t room = 0;

    buf_puts(out, "{\"station\":");
    json_escape(out, config->station);
    buf_printf(out, ",\"version\":\"" BARRIO_VERSION "\",\"running\":%s",
               is_running ? "true" : "false");
    buf_printf(out, ",\"now_ms\":%" PRId64 ",\"clock\":\"%s\"", now.wall_ms,
               clock_quality_name(now.quality));
    if (file_free_bytes(config->data, &room) == ERR_NONE)
        buf_printf(out, ",\"free_bytes\":%" PRIu64, room);
    buf_puts(out, ",\"targets\":[");
}

enum err status_print(const struct config *config, bool is_running,
                      bool as_json, FILE *to)
{
    struct db *db;
    struct buf out;
    enum err err = outbox_open(&db, config->data);

    if (err)
        return err;
    buf_init(&out, 0);
    if (as_json)
        begin_json(&out, config, is_running);
    for (size_t i = 0; !err && i < config_targets_count(config); i++) {
        struct report r;
        err = read_report(db, config_target(config, i), i == 0, &r);
        if (!err && as_json && i)
            buf_putc(&out, ',');
        if (!err && as_json)
            add_json(&out, &r);
        else if (!err)
            add_line(&out, &r, is_running);
        free(r.trouble);
        free(r.sentence);
    }
    if (as_json)
        buf_puts(&out, "]}\n");
    if (!err)
        fputs(buf_text(&out), to);
    buf_clear(&out);
    db_close(db);
    return err;
}

struct parked {
    const char *target;
    const char *folder;
    FILE *to;
};

static enum err print_one(void *context, const struct response *r,
                          const char *verdict, const char *reason)
{
    const struct parked *p = context;

    fprintf(p->to, "%s\t%s\t%s\t%s\t%s\n", p->target, verdict, r->id,
            r->form_id, reason);
    return ERR_NONE;
}

static enum err export_one(void *context, const struct response *r,
                           const char *verdict, const char *reason)
{
    const struct parked *p = context;
    char key[2 * RESPONSE_KEY_SIZE + 1];

    (void)verdict;
    (void)reason;
    hex_encode(r->key, sizeof r->key, key);
    char *path = xasprintf("%s/%s-%s.xml", p->folder, p->target, key);
    enum err err = file_write(path, r->body, r->body_size);
    free(path);
    return err;
}

static enum err
each_parked(const struct config *config, struct parked *parked,
            enum err (*visit)(void *context, const struct response *r,
                              const char *verdict, const char *reason))
{
    struct db *db;
    enum err err = outbox_open(&db, config->data);

    if (err)
        return err;
    for (size_t i = 0; !err && i < config_targets_count(config); i++) {
        parked->target = config_target(config, i)->name;
        err = delivery_each_parked(db, parked->target, visit, parked);
    }
    db_close(db);
    return err;
}

enum err status_print_parked(const struct config *config, FILE *to)
{
    struct parked parked = {.to = to};

    return each_parked(config, &parked, print_one);
}

enum err status_export_parked(const struct config *config, const char *folder)
{
    struct parked parked = {.folder = folder};
    enum err err = file_make_folder(folder);

    return err ? err : each_parked(config, &parked, export_one);
}

static void judge(struct doctor *doctor, const struct report *r)
{
    bool is_wrong = *r->sentence && r->counts.waiting;

    if (!*r->target->url)
        return;
    doctor_say(doctor,
               is_wrong       ? HEALTH_WRONG
               : *r->sentence ? HEALTH_WORRY
                              : HEALTH_FINE,
               r->target->name, r->sentence,
               "%" PRId64 " answers wait, %" PRId64 " are parked",
               r->counts.waiting, r->counts.refused);
}

void status_judge(const struct config *config, struct doctor *doctor)
{
    struct db *db;
    enum err err = outbox_open(&db, config->data);

    for (size_t i = 0; !err && i < config_targets_count(config); i++) {
        struct report report;
        err = read_report(db, config_target(config, i), i == 0, &report);
        if (!err)
            judge(doctor, &report);
        free(report.trouble);
        free(report.sentence);
    }
    db_close(db);
    if (err)
        doctor_say(doctor, HEALTH_WRONG, "store",
                   "the line above says why; do not delete the file, answers "
                   "may lie in it",
                   "station.db cannot be used");
}
