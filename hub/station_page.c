#include "station_page.h"

#include "audit.h"
#include "base/buf.h"
#include "base/log.h"
#include "base/stamp.h"
#include "hub.h"
#include "page.h"
#include "phone.h"
#include "station.h"

#include <string.h>

enum { LONGEST_NAME = 80 };

struct stations {
    struct visit *visit;
    struct buf *out;
};

static void add_revoke(struct stations *s, const char *name)
{
    page_form(s->visit, s->out, "/stations/revoke", 0);
    buf_puts(s->out, "<input type=\"hidden\" name=\"name\" value=\"");
    page_text(s->out, name);
    buf_puts(s->out, "\"><button class=\"link\">");
    page_say(s->visit, s->out, "Take the token away");
    buf_puts(s->out, "</button></form>");
}

static void add_station(void *context, const struct station *station)
{
    struct stations *s = context;

    buf_puts(s->out, "<tr><th scope=\"row\">");
    page_text(s->out, station->name);
    buf_puts(s->out, "</th><td>");
    page_ago(s->visit, s->out, station->seen_ms);
    buf_puts(s->out, "</td><td>");
    if (station->is_revoked)
        page_say(s->visit, s->out, "token taken away");
    else
        add_revoke(s, station->name);
    buf_puts(s->out, "</td></tr>");
}

/* The same for a phone's camera; a hub with a very long address has none. */
static void add_code(struct stations *s, const char *token)
{
    const struct config *config = &s->visit->hub->config;
    struct buf text;

    buf_init(&text, 0);
    enum err err =
        phone_settings(&text, config->name, config->public_url, token);
    if (!err) {
        buf_puts(s->out, "<p>");
        page_say(s->visit, s->out,
                 "Or scan this code with ODK Collect (Configure with QR "
                 "code):");
        buf_puts(s->out, "</p>");
        page_qr(s->visit, s->out, buf_text(&text),
                N_("QR code for ODK Collect"));
    }
    if (err)
        log_warn("no code for a phone: %s", err_text(err));
    buf_clear(&text);
}

static void add_token(struct stations *s, const char *token)
{
    buf_puts(s->out, "<div role=\"status\"><p class=\"good\">");
    page_say(s->visit, s->out,
             "The station's token, shown only now. Put it into the station's "
             "settings:");
    buf_puts(s->out, "</p><p><code>hub = ");
    page_text(s->out, s->visit->hub->config.public_url);
    buf_puts(s->out, "</code></p><p><code>token = ");
    page_text(s->out, token);
    buf_puts(s->out, "</code></p><p>");
    page_say(s->visit, s->out, "For ODK Collect on a phone, the server is:");
    buf_puts(s->out, "</p><p><code>");
    page_text(s->out, s->visit->hub->config.public_url);
    buf_printf(s->out, "/v1/key/%s</code></p>", token);
    add_code(s, token);
    buf_puts(s->out, "</div>");
}

static void add_form(struct stations *s)
{
    buf_puts(s->out, "<h2>");
    page_say(s->visit, s->out, "Add a station");
    buf_puts(s->out, "</h2>");
    page_form(s->visit, s->out, "/stations", 0);
    buf_puts(s->out, "<label for=\"name\">");
    page_say(s->visit, s->out, "Name, such as the corner where it stands");
    buf_puts(s->out, "</label><input id=\"name\" name=\"name\" required "
                     "maxlength=\"80\"><p><button>");
    page_say(s->visit, s->out, "Add and show its token");
    buf_puts(s->out, "</button></p></form>");
}

static void show(struct visit *visit, const char *token)
{
    struct buf out;
    struct stations s = {visit, &out};

    buf_init(&out, 0);
    page_begin(visit, &out, say(visit, "Stations"));
    buf_puts(&out, "<h1>");
    page_say(visit, &out, "Stations");
    buf_puts(&out, "</h1>");
    if (token)
        add_token(&s, token);
    buf_puts(&out, "<div class=\"scroll\"><table><thead><tr>"
                   "<th scope=\"col\">");
    page_say(visit, &out, "Station");
    buf_puts(&out, "</th><th scope=\"col\">");
    page_say(visit, &out, "Last heard");
    buf_puts(&out, "</th><th scope=\"col\">");
    page_say(visit, &out, "Token");
    buf_puts(&out, "</th></tr></thead><tbody>");
    enum err err = station_each(visit->hub->archive, add_station, &s);
    buf_puts(&out, "</tbody></table></div>");
    add_form(&s);
    if (err) {
        buf_clear(&out);
        visit_fail(visit, err);
        return;
    }
    page_end(visit, &out, 200);
}

void station_page_show(struct visit *visit)
{
    show(visit, NULL);
}

void station_page_add(struct visit *visit)
{
    const char *name = visit_field(visit, "name");
    char token[TOKEN_TEXT_SIZE];

    if (!*name || strlen(name) > LONGEST_NAME) {
        visit_refuse(visit, 400, "Give the station a name of 1 to 80 letters.");
        return;
    }
    enum err err =
        station_add(visit->hub->archive, name, stamp_now().wall_ms, token);
    if (!err)
        err = audit_note(visit->hub->archive, visit->person_name, "add station",
                         name, "");
    if (err)
        visit_fail(visit, err);
    else
        show(visit, token);
}

void station_page_revoke(struct visit *visit)
{
    const char *name = visit_field(visit, "name");
    enum err err = station_revoke(visit->hub->archive, name);

    if (!err)
        err = audit_note(visit->hub->archive, visit->person_name,
                         "revoke station", name, "");
    if (err)
        visit_fail(visit, err);
    else
        visit_go(visit, "/stations");
}
