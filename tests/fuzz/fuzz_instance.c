/* Saved responses that are opened again on a form with a bit of all. */
#include "visit.h"

#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char FORM[] =
    "<h:html xmlns=\"http://www.w3.org/2002/xforms\" "
    "xmlns:h=\"http://www.w3.org/1999/xhtml\" "
    "xmlns:jr=\"http://openrosa.org/javarosa\"><h:head><h:title>f</h:title>"
    "<model><instance><d id=\"f\" version=\"1\"><a/><b>1</b>"
    "<p jr:template=\"\"><n/><m/></p><s/><c/><meta><instanceID/></meta></d>"
    "</instance>"
    "<bind nodeset=\"/d/a\" type=\"date\" required=\"true()\"/>"
    "<bind nodeset=\"/d/b\" type=\"int\" constraint=\". &lt; 9\"/>"
    "<bind nodeset=\"/d/p\" relevant=\"/d/b &gt; 0\"/>"
    "<bind nodeset=\"/d/p/n\" type=\"decimal\"/>"
    "<bind nodeset=\"/d/p/m\" calculate=\"../n * 2 + position(..)\"/>"
    "<bind nodeset=\"/d/s\" type=\"select\"/>"
    "<bind nodeset=\"/d/c\" calculate=\"sum(/d/p/n) + count-selected(/d/s)\"/>"
    "<bind nodeset=\"/d/meta/instanceID\" jr:preload=\"uid\"/>"
    "</model></h:head><h:body><input ref=\"/d/a\"><label>a</label></input>"
    "<input ref=\"/d/b\"><label>b</label></input>"
    "<group ref=\"/d/p\"><label>p</label><repeat nodeset=\"/d/p\">"
    "<input ref=\"/d/p/n\"><label>n</label></input></repeat></group>"
    "<select ref=\"/d/s\"><label>s</label>"
    "<item><label>A</label><value>x</value></item>"
    "<item><label>B</label><value>y</value></item></select>"
    "</h:body></h:html>";

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    visit(FORM, sizeof FORM - 1, NULL, (const char *)data, size);
    return 0;
}
