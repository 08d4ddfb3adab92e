/* base/xml: what is read, what is refused, and where it says so. */
#include "base/attr.h"
#include "base/xml.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static enum err note_start(void *context, const struct xml_element *e)
{
    struct buf *log = context;

    buf_printf(log, "<%s|%s@%d", e->ns, e->name, e->line);
    for (size_t i = 0; i < e->declared_count; i++)
        buf_printf(log, " !%s=%s", e->declared[i].prefix, e->declared[i].uri);
    for (size_t i = 0; i < e->attributes_count; i++)
        buf_printf(log, " %s:%s=%s", e->attributes[i].prefix,
                   e->attributes[i].name, e->attributes[i].value);
    buf_putc(log, '>');
    return ERR_NONE;
}

static enum err note_end(void *context, const char *name, const char *ns)
{
    (void)ns;
    buf_printf(context, "</%s>", name);
    return ERR_NONE;
}

static enum err note_text(void *context, const char *text, size_t size)
{
    buf_add(context, text, size);
    return ERR_NONE;
}

static const struct xml_handler NOTES = {note_start, note_end, note_text};

static enum err read_text(const char *document, struct buf *log,
                          struct xml_error *why)
{
    buf_init(log, 0);
    return xml_read(document, strlen(document), &NOTES, log, why);
}

static void elements_attributes_and_text_arrive_in_order(void **state)
{
    struct buf log;

    (void)state;
    assert_int_equal(
        read_text("<a xmlns='u:1' xmlns:p='u:2' x='1&amp;2'\n p:y=''>t"
                  "<![CDATA[<&]]>\n<p:b/>&#233;</a>",
                  &log, NULL),
        ERR_NONE);
    assert_string_equal(buf_text(&log),
                        "<u:1|a@2 !=u:1 !p=u:2 :x=1&2 p:y=>t<&\n"
                        "<u:2|b@3></b>\xc3\xa9</a>");
    buf_clear(&log);
}

static void a_namespace_need_not_be_an_address(void **state)
{
    struct buf log;

    (void)state;
    assert_int_equal(
        read_text("<a xmlns:p='http://a.b:c/'><p:b/></a>", &log, NULL),
        ERR_NONE);
    assert_string_equal(buf_text(&log), "<|a@1 !p=http://a.b:c/>"
                                        "<http://a.b:c/|b@1></b></a>");
    buf_clear(&log);
}

/* Documents and the line from which on their refusal must speak. */
static const struct {
    const char *document;
    int line;
} REFUSED[] = {
    {"", 0},
    {"<a>\n<b>\n</a>", 3},
    {"<a>\n\n<b x=1/></a>", 3},
    {"<a>cut off", 1},
    {"<a>&unknown;</a>", 1},
    {"<a/><b/>", 1},
    {"<!DOCTYPE a [\n<!ENTITY b 'c'>]><a>&b;</a>", 2},
    {"<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><a>&b;</a>", 1},
    {"<!DOCTYPE a [<!ENTITY % b SYSTEM 'http://127.0.0.1:1/'>%b;]><a/>", 1},
    {"<a>\xff\xfe</a>", 1},
    {"<a>\xc1\x99</a>", 1},
    {"<a b='\xc1\x99'/>", 1},
    {"<a><![CDATA[\xc1\x99]]></a>", 1},
    {"<p:a/>", 1},
};

static void what_is_not_well_formed_is_refused_with_its_line(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(REFUSED); i++) {
        struct xml_error why;
        struct buf log;
        enum err err = read_text(REFUSED[i].document, &log, &why);
        if (err != ERR_FORMAT || why.line < REFUSED[i].line || !why.reason[0])
            fail_msg("%s: err %d, line %d, %s", REFUSED[i].document, err,
                     why.line, why.reason);
        buf_clear(&log);
    }
}

static void deep_nesting_is_refused(void **state)
{
    struct buf document, log;
    struct xml_error why;

    (void)state;
    buf_init(&document, 0);
    for (int i = 0; i < 100000; i++)
        buf_puts(&document, "<a>");
    assert_int_equal(read_text(buf_text(&document), &log, &why), ERR_LIMIT);
    buf_clear(&document);
    buf_clear(&log);
}

static enum err refuse_b(void *context, const struct xml_element *e)
{
    (void)context;
    return strcmp(e->name, "b") == 0 ? ERR_DENIED : ERR_NONE;
}

static void a_handlers_refusal_stops_the_reading(void **state)
{
    const struct xml_handler handler = {.start = refuse_b, .end = note_end};
    const char *document = "<a><c/>\n<b/><d/></a>";
    struct xml_error why;
    struct buf log;

    (void)state;
    buf_init(&log, 0);
    assert_int_equal(xml_read(document, strlen(document), &handler, &log, &why),
                     ERR_DENIED);
    assert_int_equal(why.line, 2);
    assert_string_equal(buf_text(&log), "</c>");
    buf_clear(&log);
}

static void what_was_escaped_reads_back(void **state)
{
    struct buf out, log;

    (void)state;
    buf_init(&out, 0);
    buf_puts(&out, "<a x=\"");
    xml_escape_attribute(&out, "\"<&>'\n\t\r");
    buf_puts(&out, "\">");
    xml_escape(&out, "<&>\"]]>\r\n");
    buf_puts(&out, "</a>");
    assert_int_equal(read_text(buf_text(&out), &log, NULL), ERR_NONE);
    assert_string_equal(buf_text(&log),
                        "<|a@1 :x=\"<&>'\n\t\r><&>\"]]>\r\n</a>");
    buf_clear(&out);
    buf_clear(&log);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(elements_attributes_and_text_arrive_in_order),
        cmocka_unit_test(a_namespace_need_not_be_an_address),
        cmocka_unit_test(what_is_not_well_formed_is_refused_with_its_line),
        cmocka_unit_test(deep_nesting_is_refused),
        cmocka_unit_test(a_handlers_refusal_stops_the_reading),
        cmocka_unit_test(what_was_escaped_reads_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
