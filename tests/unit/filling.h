/* A form of tests/forms/engine being filled in, for the tests of sessions. */
#ifndef TESTS_UNIT_FILLING_H
#define TESTS_UNIT_FILLING_H

#include "base/buf.h"
#include "base/mem.h"
#include "form/session.h"
#include "form/xform.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#define FOLDER "tests/forms/engine/"

struct filling {
    struct xform *form;
    struct session *session;
};

static inline struct filling begin(const char *name,
                                   const struct session_start *start)
{
    struct filling f = {.form = NULL};
    char path[200];

    snprintf(path, sizeof path, FOLDER "%s", name);
    assert_int_equal(xform_open(&f.form, path), ERR_NONE);
    assert_int_equal(session_new(&f.session, f.form, start), ERR_NONE);
    return f;
}

static inline void end(struct filling *f)
{
    session_free(f->session);
    xform_free(f->form);
}

static inline const char *value(struct filling *f, const char *ref)
{
    const struct question *q = session_question_at(f->session, ref);

    return q ? q->value : "(none)";
}

static inline void take(struct filling *f, const char *ref, const char *text)
{
    assert_int_equal(session_answer(f->session, ref, text), ANSWER_TAKEN);
}

static inline char *body(struct filling *f)
{
    struct response r = {.id = NULL};

    assert_int_equal(session_finish(f->session, false, &r), ERR_NONE);
    char *text = xstrdup(r.body);
    response_clear(&r);
    return text;
}

#endif
