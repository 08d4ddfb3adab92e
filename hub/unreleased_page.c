#include "unreleased_page.h"

#include "archive.h"
#include "base/buf.h"
#include "civic_page.h"
#include "formbook.h"
#include "hub.h"
#include "page.h"

void unreleased_page(struct visit *visit, const char *title)
{
    struct buf out;
    int64_t form, family;
    enum err err =
        formbook_current(visit->hub->archive, visit->part[0], &form, &family);

    if (err) {
        visit_fail(visit, err);
        return;
    }
    buf_init(&out, 0);
    page_begin(visit, &out, say(visit, title));
    civic_page_menu(visit, &out, visit->part[0]);
    page_head(visit, &out, title);
    page_note(visit, &out, "",
              N_("Nothing of this survey has been published yet. Figures are "
                 "published when at least ten people have answered; then they "
                 "stand here, and the stations show the same."));
    page_end(visit, &out, 200);
}
