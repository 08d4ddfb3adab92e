#include "title.h"

#include "base/buf.h"
#include "base/mem.h"
#include "form/session.h"

#include <string.h>

/* The first answers that a person can read, side by side. */
struct naming {
    struct buf text;
    int answers;
};

static bool add_answer(void *context, const struct question *q)
{
    enum { MOST = 2, LONGEST = 60 };
    struct naming *n = context;
    const char *shown = *q->display ? q->display : q->value;

    if (!*shown || q->readonly || q->control == CONTROL_SECRET ||
        strstr(q->appearance, "masked"))
        return true;
    buf_printf(&n->text, "%s%.*s", n->answers ? ", " : "", LONGEST, shown);
    return ++n->answers < MOST;
}

char *title_of(struct session *session)
{
    struct naming n = {.answers = 0};

    if (*session_title(session))
        return xstrdup(session_title(session));
    buf_init(&n.text, 0);
    session_each_brief(session, add_answer, &n);
    return buf_steal(&n.text);
}
