/* Written by hand, element by element, in the order of RFC 4287. */
#include "record/bulletin.h"

#include "base/buf.h"
#include "base/stamp.h"
#include "base/xml.h"

static void add_element(struct buf *out, const char *name, const char *text)
{
    if (!*text)
        return;
    buf_printf(out, "<%s>", name);
    xml_escape(out, text);
    buf_printf(out, "</%s>", name);
}

static void add_moment(struct buf *out, int64_t ms)
{
    char text[STAMP_TEXT_SIZE];

    stamp_print_utc(ms, text);
    add_element(out, "updated", text);
}

static void add_number(struct buf *out, const char *name, int64_t n)
{
    if (n)
        buf_printf(out, "<b:%s>%lld</b:%s>", name, (long long)n, name);
}

static void add_text(struct buf *out, const struct entry_text *text)
{
    buf_puts(out, "<b:text xml:lang=\"");
    xml_escape_attribute(out, text->language);
    buf_puts(out, "\">");
    add_element(out, "b:title", text->title);
    add_element(out, "b:body", text->body);
    add_element(out, "b:reason", text->reason);
    buf_puts(out, "</b:text>");
}

/* What any reader shows: the first language, the reason below the words. */
static void add_content(struct buf *out, const struct entry_text *text)
{
    buf_puts(out, "<title xml:lang=\"");
    xml_escape_attribute(out, text->language);
    buf_puts(out, "\">");
    xml_escape(out, text->title);
    buf_puts(out, "</title><content type=\"text\" xml:lang=\"");
    xml_escape_attribute(out, text->language);
    buf_puts(out, "\">");
    xml_escape(out, text->body);
    if (*text->reason) {
        buf_puts(out, *text->body ? " " : "");
        xml_escape(out, text->reason);
    }
    buf_puts(out, "</content>");
}

static void add_entry(struct buf *out, const struct entry *e)
{
    static const struct entry_text NOTHING = {"en", "", "", ""};

    buf_puts(out, "<entry>");
    buf_puts(out, "<id>urn:uuid:");
    xml_escape(out, e->id);
    buf_puts(out, "</id>");
    add_moment(out, e->updated_ms);
    buf_printf(out, "<category term=\"%s\" scheme=\"" BULLETIN_NS "\"/>",
               entry_kind_name(e->kind));
    add_content(out, e->texts_count ? &e->texts[0] : &NOTHING);
    add_element(out, "b:state", standing_name(e->standing));
    add_element(out, "b:about", e->about);
    add_element(out, "b:place", e->place);
    add_element(out, "b:receipt", e->receipt);
    add_element(out, "b:office", e->office);
    add_element(out, "b:signer", e->signer);
    add_element(out, "b:form", e->form);
    add_element(out, "b:due", e->due);
    add_element(out, "b:due_now", e->due_now);
    add_element(out, "b:done", e->done);
    add_number(out, "people", e->people);
    add_number(out, "number", e->number);
    add_number(out, "score", e->score);
    for (size_t i = 0; i < e->texts_count; i++)
        add_text(out, &e->texts[i]);
    buf_puts(out, "</entry>\n");
}

void bulletin_write(struct buf *out, const struct bulletin *bulletin)
{
    buf_puts(out, "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"
                  "<feed xmlns=\"http://www.w3.org/2005/Atom\" xmlns:b=\"" //
             BULLETIN_NS "\">");
    add_element(out, "title", bulletin->title);
    if (*bulletin->address) {
        buf_puts(out,
                 "<link rel=\"self\" type=\"application/atom+xml\" href=\"");
        xml_escape_attribute(out, bulletin->address);
        buf_puts(out, "\"/>");
    }
    buf_puts(out, "<id>");
    xml_escape(out, *bulletin->address ? bulletin->address : BULLETIN_NS);
    buf_puts(out, "</id>");
    add_moment(out, bulletin->updated_ms);
    buf_puts(out, "<author><name>");
    xml_escape(out, bulletin->author);
    buf_puts(out, "</name></author>\n");
    for (size_t i = 0; i < bulletin->count; i++)
        add_entry(out, &bulletin->entries[i]);
    buf_puts(out, "</feed>\n");
}
