#include "station_page.h"

#include "archive.h"
#include "audit.h"
#include "base/arena.h"
#include "base/buf.h"
#include "base/log.h"
#include "base/stamp.h"
#include "enrol.h"
#include "field.h"
#include "health.h"
#include "hub.h"
#include "page.h"
#include "phone.h"
#include "station.h"

#include <string.h>

enum { LONGEST_NAME = 80 };

struct stations {
    struct visit *visit;
    struct buf *out;
    struct health *health;
    const char *code, *token;  /* to be shown this once */
    const char *wanted, *area; /* a name that is looked for, its area */
};

static bool may_change(struct stations *s, const char *area)
{
    return visit_may(s->visit, ACTION_STATIONS_CHANGE, NULL, area);
}

static void add_revoke(struct stations *s, const char *name)
{
    page_form(s->visit, s->out, "/stations/revoke", 0);
    field_hidden(s->out, "name", name);
    field_link(s->visit, s->out, NULL, NULL, N_("Take its access away"));
}

static void add_again(struct stations *s, const char *name)
{
    page_form(s->visit, s->out, "/stations", 0);
    field_hidden(s->out, "name", name);
    field_link(s->visit, s->out, "how", "code", N_("New code"));
}

static void add_station(void *context, const struct station *station)
{
    struct stations *s = context;

    if (!visit_may(s->visit, ACTION_STATIONS, NULL, station->area))
        return;
    buf_puts(s->out, "<tr><th scope=\"row\">");
    page_text(s->out, station->name);
    buf_puts(s->out, "</th>");
    page_cell(s->visit, s->out, N_("Neighbourhood"));
    page_text(s->out, station->area);
    buf_puts(s->out, "</td>");
    page_cell(s->visit, s->out, N_("Last heard"));
    page_ago(s->visit, s->out, station->seen_ms);
    buf_puts(s->out, "</td>");
    health_add(s->visit, s->out, s->health, station->id);
    page_cell(s->visit, s->out, N_("Access"));
    if (station->is_revoked)
        page_say(s->visit, s->out,
                 station->seen_ms ? N_("access taken away")
                                  : N_("waits for its code"));
    if (may_change(s, station->area)) {
        add_again(s, station->name);
        if (!station->is_revoked)
            add_revoke(s, station->name);
    }
    buf_puts(s->out, "</td></tr>");
}

/* Four letters at a time are read and typed without losing the place. */
static void add_code(struct stations *s)
{
    const char *url = s->visit->hub->config.public_url, *code = s->code;

    buf_puts(s->out, "<div class=\"card\">");
    page_note(s->visit, s->out, "good",
              N_("The code for the station. It works once, within a day:"));
    buf_printf(s->out, "<p class=\"code\"><code>%.4s-%.4s-%.4s</code></p>",
               code, code + 4, code + 8);
    page_note(s->visit, s->out, "",
              N_("At the station, once it has Barrio installed, type this "
                 "line:"));
    buf_puts(s->out, "<p><code>barrio-sync enrol ");
    page_text(s->out, url);
    buf_printf(s->out, " %s</code></p>", code);
    page_qr(s->visit, s->out,
            arena_printf(s->visit->arena, "barrio-sync enrol %s %s", url, code),
            N_("The line for the station as a QR code"));
    page_note(s->visit, s->out, "muted",
              N_("The station makes its own key and fetches its surveys. It "
                 "appears in the list below as soon as it has spoken."));
    buf_puts(s->out, "</div>");
}

/* The same for a phone's camera; a hub with a very long address has none. */
static void add_phone(struct stations *s)
{
    const struct config *config = &s->visit->hub->config;
    struct buf text;

    buf_init(&text, 0);
    enum err err =
        phone_settings(&text, config->name, config->public_url, s->token);
    if (!err) {
        page_note(s->visit, s->out, "",
                  N_("Or scan this code with ODK Collect (Configure with QR "
                     "code):"));
        page_qr(s->visit, s->out, buf_text(&text),
                N_("QR code for ODK Collect"));
    }
    if (err)
        log_warn("no code for a phone: %s", err_text(err));
    buf_clear(&text);
}

static void add_token(struct stations *s)
{
    buf_puts(s->out, "<div class=\"card\">");
    page_note(s->visit, s->out, "good",
              N_("The station's token, shown only now. Put it into the "
                 "station's settings:"));
    buf_puts(s->out, "<p><code>hub = ");
    page_text(s->out, s->visit->hub->config.public_url);
    buf_puts(s->out, "</code></p><p><code>token = ");
    page_text(s->out, s->token);
    buf_puts(s->out, "</code></p><p>");
    page_say(s->visit, s->out, "For ODK Collect on a phone, the server is:");
    buf_puts(s->out, "</p><p><code>");
    page_text(s->out, s->visit->hub->config.public_url);
    buf_printf(s->out, "/v1/key/%s</code></p>", s->token);
    add_phone(s);
    buf_puts(s->out, "</div>");
}

static void add_form(struct stations *s)
{
    page_part(s->visit, s->out, "Add a station");
    page_form(s->visit, s->out, "/stations", 0);
    field_add(s->visit, s->out,
              &(struct field){
                  .name = "name",
                  .label = N_("Name, such as the corner where it stands"),
                  .more = "required maxlength=\"80\" autocomplete=\"off\""});
    field_add(s->visit, s->out,
              &(struct field){.name = "area",
                              .label = N_("Neighbourhood"),
                              .more = "maxlength=\"80\""});
    field_choice(s->visit, s->out, "how", N_("How it comes in"));
    field_option(s->out, "code",
                 say(s->visit, "A Barrio station: by a code of 12 letters"),
                 true);
    field_option(s->out, "token",
                 say(s->visit, "A telephone or another program: by a token"),
                 false);
    field_end_choice(s->out);
    field_button(s->visit, s->out, N_("Add it"));
}

static void offer_area(void *context, const struct station *station)
{
    struct stations *s = context;

    if (may_change(s, station->area))
        field_option(s->out, station->name, station->name, false);
}

static enum err add_area_form(struct stations *s)
{
    page_part(s->visit, s->out, "Move a station");
    page_form(s->visit, s->out, "/stations/area", 0);
    buf_puts(s->out, "<label for=\"moved\">");
    page_say(s->visit, s->out, "Station");
    buf_puts(s->out, "</label><select id=\"moved\" name=\"name\">");
    enum err err = station_each(s->visit->hub->archive, offer_area, s);
    field_end_choice(s->out);
    field_add(s->visit, s->out,
              &(struct field){.name = "area",
                              .id = "moved-area",
                              .label = N_("Neighbourhood"),
                              .more = "maxlength=\"80\""});
    field_button(s->visit, s->out, N_("Keep this"));
    return err;
}

static enum err add_table(struct stations *s)
{
    static const char *const HEADS[] = {N_("Station"),    N_("Neighbourhood"),
                                        N_("Last heard"), ("#" N_("Unsent")),
                                        N_("Health"),     N_("Access")};

    enum err err = health_load(s->visit, &s->health);

    if (err)
        return err;
    page_list(s->visit, s->out, N_("Stations"), HEADS, COUNT_OF(HEADS));
    err = station_each_by_area(s->visit->hub->archive, add_station, s);
    page_end_table(s->out);
    return err;
}

static void show(struct visit *visit, const char *code, const char *token)
{
    struct buf out;
    struct stations s = {
        .visit = visit, .out = &out, .code = code, .token = token};

    buf_init(&out, 0);
    page_begin(visit, &out, say(visit, "Stations"));
    page_head(visit, &out, "Stations");
    if (code)
        add_code(&s);
    if (token)
        add_token(&s);
    enum err err = add_table(&s);
    if (!err && may_change(&s, NULL)) {
        add_form(&s);
        err = add_area_form(&s);
    }
    if (err)
        visit_fail(visit, err);
    else
        page_end(visit, &out, 200);
    buf_clear(&out);
}

void station_page_show(struct visit *visit)
{
    show(visit, NULL, NULL);
}

static void note_area(void *context, const struct station *station)
{
    struct stations *s = context;

    if (strcmp(station->name, s->wanted) == 0)
        s->area = arena_strdup(s->visit->arena, station->area);
}

/* Whoever answers for one neighbourhood changes the stations that stand there
 * or are put there, and no others. */
static enum err check_reach(struct visit *visit, const char *name,
                            const char *area)
{
    struct stations s = {.visit = visit, .wanted = name};
    enum err err = station_each(visit->hub->archive, note_area, &s);

    if (err)
        return err;
    bool is_new = !s.area;
    if (!is_new && !may_change(&s, s.area))
        return ERR_DENIED;
    return !is_new && !area                   ? ERR_NONE
           : may_change(&s, area ? area : "") ? ERR_NONE
                                              : ERR_DENIED;
}

static enum err set_area(struct visit *visit, const char *name,
                         const char *area)
{
    enum err err = archive_begin(visit->hub->archive);

    if (err)
        return err;
    return archive_end(visit->hub->archive,
                       station_set_area(visit->hub->archive, name, area));
}

static enum err add(struct visit *visit, const char *name, const char *area,
                    char code[IDENTITY_CODE_SIZE], char token[TOKEN_TEXT_SIZE])
{
    bool by_token = strcmp(visit_field(visit, "how"), "token") == 0;
    struct archive *archive = visit->hub->archive;
    int64_t now = stamp_now().wall_ms;

    code[0] = token[0] = '\0';
    enum err err = check_reach(visit, name, area);
    if (!err)
        err = station_announce(archive, name, now);
    if (!err)
        err = by_token ? station_add(archive, name, now, token)
                       : enrol_invite(archive, name, now, code);
    if (!err && area)
        err = set_area(visit, name, area);
    return err ? err
               : audit_note(archive, visit->person_name, "add station", name,
                            by_token ? "by token" : "by code");
}

void station_page_add(struct visit *visit)
{
    const char *name = visit_field(visit, "name");
    const char *area = visit_field(visit, "area");
    char code[IDENTITY_CODE_SIZE], token[TOKEN_TEXT_SIZE];

    if (!*name || strlen(name) > LONGEST_NAME || strlen(area) > LONGEST_NAME) {
        visit_refuse(visit, 400, "Give the station a name of 1 to 80 letters.");
        return;
    }
    enum err err = add(visit, name, *area ? area : NULL, code, token);
    if (err == ERR_DENIED)
        visit_forbid(visit, ACTION_STATIONS_CHANGE);
    else if (err)
        visit_fail(visit, err);
    else
        show(visit, *code ? code : NULL, *token ? token : NULL);
}

static void finish(struct visit *visit, enum err err, const char *action,
                   const char *detail)
{
    if (!err)
        err = audit_note(visit->hub->archive, visit->person_name, action,
                         visit_field(visit, "name"), detail);
    if (err == ERR_DENIED)
        visit_forbid(visit, ACTION_STATIONS_CHANGE);
    else if (err)
        visit_fail(visit, err);
    else
        visit_go(visit, "/stations");
}

void station_page_area(struct visit *visit)
{
    const char *name = visit_field(visit, "name");
    const char *area = visit_field(visit, "area");
    enum err err = strlen(area) > LONGEST_NAME ? ERR_LIMIT
                                               : check_reach(visit, name, area);

    if (!err)
        err = set_area(visit, name, area);
    finish(visit, err, "move station", area);
}

void station_page_revoke(struct visit *visit)
{
    const char *name = visit_field(visit, "name");
    enum err err = check_reach(visit, name, NULL);

    if (!err)
        err = station_revoke(visit->hub->archive, name);
    finish(visit, err, "revoke station", "");
}
