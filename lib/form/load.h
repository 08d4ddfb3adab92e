/* A form while it is being read: what the sources of the reader share. */
#ifndef FORM_LOAD_H
#define FORM_LOAD_H

#include "form/xform.h"
#include "model.h"
#include "part.h"

struct load {
    struct xform *form;
    struct arena *scratch; /* parts; thrown away after loading */
    const char *name;
    const struct xform_files *files;
    struct part *root;
    struct part *model;
    struct part *body;
    struct lookup *bind_ids; /* id -> field */
    struct xform_problem *problems;
    size_t problems_count;
    size_t problems_capacity;
    bool failed;
};

/* Notes an error, which makes loading fail, or a warning, which does not. */
void load_error(struct load *load, int line, const char *format, ...)
    PRINTF_LIKE(3, 4);
/* A complaint that does not stop the form. */
void load_warning(struct load *load, int line, const char *format, ...)
    PRINTF_LIKE(3, 4);
/* Parses an expression into the form's arena; NULL after an error, which
 * names `what` ("relevant of /data/a"). */
const struct expr *load_expr(struct load *load, const char *source, int line,
                             const char *what);
/* The generic absolute path that a ref means below a context path, without
 * prefixes and predicates; in the form's arena. */
const char *load_path(struct load *load, const char *ref, const char *context);

/* Reads the document into parts and instances. */
MUST_USE enum err load_document(struct load *load, const char *data,
                                size_t size);
/* Secondary instances from outside, after load_document. */
void load_instances(struct load *load);
/* Fields of the primary instance, then the binds on them. */
void load_fields(struct load *load);
/* The binds on those fields: types, rules, constraints, messages. */
void load_binds(struct load *load);
/* Marks repeats of the body and takes their templates out of the instance. */
void load_templates(struct load *load);
/* Defaults of nodes as values of their types, flags that never change. */
void load_defaults(struct load *load);
/* The translations. */
void load_itext(struct load *load);
/* The controls of the body, with the actions inside them. */
void load_body(struct load *load);
/* The actions of the model. */
void load_actions(struct load *load);
/* Where and how responses are to be sent. */
void load_submission(struct load *load);
/* Complains about what can be seen only when all is there. */
void load_verify(struct load *load);

/* A caption from a label, hint... element: its ref, or its content. */
void load_caption(struct load *load, const struct part *part,
                  struct caption *out);
/* Text with outputs from an element's content. */
struct text load_text(struct load *load, const struct part *part);
/* Makes an itemset of the appearance search(...) of a select. */
void load_search(struct load *load, const struct part *part,
                 struct element *element);
/* One setvalue, setgeopoint... element; owner may be NULL. */
void load_action(struct load *load, const struct part *part,
                 struct element *owner);
/* Whether an element is an action. */
bool load_is_action(const struct part *part);

#endif
