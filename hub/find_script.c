#include "find_page.h"

#include "base/digest.h"
#include "hub.h"

#include <string.h>

/* hub/find.js, as the build puts it into the program. */
extern const char find_js[];

void find_page_script(struct visit *visit)
{
    size_t size = strlen(find_js);
    char md5[33];

    digest_md5_hex(find_js, size, md5);
    if (!visit_is_current(visit, md5))
        request_reply(visit->request, 200, "text/javascript; charset=utf-8",
                      find_js, size);
}
