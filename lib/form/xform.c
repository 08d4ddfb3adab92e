#include "form/xform.h"

#include "base/buf.h"
#include "base/file.h"
#include "base/log.h"
#include "base/mem.h"
#include "itext.h"
#include "load.h"
#include "lookup.h"
#include "problem.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LARGEST_FORM = 32 << 20 };

void xform_free(struct xform *form)
{
    if (!form)
        return;
    for (size_t i = 0; i < form->fields_count; i++) {
        items_clear(&form->fields[i]->readers);
        items_clear(&form->fields[i]->actions);
        lookup_free(form->fields[i]->names);
    }
    items_clear(&form->rules);
    items_clear(&form->actions);
    items_clear(&form->instances);
    itext_free(form->itext);
    lookup_free(form->paths);
    node_pool_free(form->pool);
    names_free(form->names);
    arena_free(form->arena);
    free(form);
}

static void add_problem(struct load *load, const struct xform_problem *problem)
{
    load->problems = mem_grow(load->problems, load->problems_count,
                              &load->problems_capacity, sizeof *load->problems);
    load->problems[load->problems_count++] = *problem;
}

void load_error(struct load *load, int line, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    const struct xform_problem p = problem_make(line, true, format, args);
    va_end(args);
    add_problem(load, &p);
    load->failed = true;
}

void load_warning(struct load *load, int line, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    const struct xform_problem p = problem_make(line, false, format, args);
    va_end(args);
    add_problem(load, &p);
}

const struct expr *load_expr(struct load *load, const char *source, int line,
                             const char *what)
{
    struct expr *expr = NULL;
    struct expr_error why = {0};

    if (!expr_parse(&expr, load->form->arena, source, &why))
        return expr;
    load_error(load, line, "%s: %s at byte %zu of \"%.200s\"", what, why.reason,
               why.offset + 1, source);
    return NULL;
}

/* The title is the first one; others belong to embedded documents. */
static void read_head(struct load *load)
{
    struct xform *form = load->form;
    struct node *id = NULL;

    for (struct node *a = form->root->attributes; a; a = a->next) {
        if (!strcmp(a->name->local, "id"))
            id = a;
        if (!strcmp(a->name->local, "version"))
            form->version = arena_strdup(form->arena, node_text(a));
    }
    form->id = id ? arena_strdup(form->arena, node_text(id)) : "";
    if (!*form->id)
        load_warning(load, load->model->line,
                     "the primary instance <%s> has no id attribute",
                     form->root->name->local);
    for (struct part *p = load->root; p; p = part_walk(load->root, p)) {
        if (part_is(p, "title") && !*form->title)
            form->title = part_content(p, form->arena);
        if (p == load->body)
            break;
    }
}

static bool has_instance(struct load *load)
{
    struct items *instances = &load->form->instances;

    if (!load->model) {
        load_error(load, load->root ? load->root->line : 0,
                   "no <model>: this is no XForm");
        return false;
    }
    struct instance *main = instances->count ? instances->items[0] : NULL;
    if (main && main->root) {
        load->form->root = main->root;
        return true;
    }
    load_error(load, load->model->line,
               "<model> without a primary <instance> that holds an element");
    return false;
}

/* Order matters: binds before the body, so that types are known; templates
 * after the body, which says what repeats. */
static void build(struct load *load)
{
    struct xform *form = load->form;
    const char *why;
    int line = 0;

    if (!has_instance(load))
        return;
    read_head(load);
    load_fields(load);
    load_itext(load);
    load_binds(load);
    load_body(load);
    load_actions(load);
    load_templates(load);
    load_defaults(load);
    load_instances(load);
    load_submission(load);
    if (!load->failed && !graph_build(form, &why, &line))
        load_error(load, line, "%s", why);
    if (!load->failed)
        load_verify(load);
}

enum err xform_check(struct xform **out, const char *name, const char *data,
                     size_t size, const struct xform_files *files,
                     struct xform_problem **problems, size_t *count)
{
    struct xform *form = xcalloc(1, sizeof *form);
    struct load load = {.form = form, .name = name, .files = files};

    form->arena = arena_new();
    form->names = names_new();
    form->pool = node_pool_new();
    form->paths = lookup_new();
    form->id = form->version = form->title = "";
    load.scratch = arena_new();
    load.bind_ids = lookup_new();
    if (!load_document(&load, data, size))
        build(&load);
    lookup_free(load.bind_ids);
    arena_free(load.scratch);
    *problems = load.problems;
    *count = load.problems_count;
    *out = load.failed ? NULL : form;
    if (load.failed)
        xform_free(form);
    return load.failed ? ERR_FORMAT : ERR_NONE;
}

void xform_problems_free(struct xform_problem *problems, size_t count)
{
    for (size_t i = 0; problems && i < count; i++)
        problem_clear(&problems[i]);
    free(problems);
}

/* Warnings are for authors: what they say does not keep a form from work. */
enum err xform_load(struct xform **out, const char *name, const char *data,
                    size_t size, const struct xform_files *files)
{
    struct xform_problem *problems;
    size_t count;
    enum err err = xform_check(out, name, data, size, files, &problems, &count);

    for (size_t i = 0; i < count; i++) {
        const struct xform_problem *p = &problems[i];
        if (p->is_error)
            log_error("%s:%d: %s", name, p->line, p->text);
        else
            log_info("%s:%d: %s", name, p->line, p->text);
    }
    xform_problems_free(problems, count);
    return err;
}

char *xform_media_path(const char *path, const char *uri)
{
    const char *slash = strrchr(path, '/');
    const char *name = strrchr(uri, '/') ? strrchr(uri, '/') + 1 : uri;
    const char *dot = strrchr(path, '.');
    int stem = (int)(dot && (!slash || dot > slash) ? (size_t)(dot - path)
                                                    : strlen(path));
    int folder = slash ? (int)(slash - path) + 1 : 0;

    if (!file_name_is_safe(name))
        return NULL;
    char *media = xasprintf("%.*s-media/%s", stem, path, name);
    if (file_exists(media))
        return media;
    free(media);
    char *beside = xasprintf("%.*s%s", folder, path, name);
    if (file_exists(beside))
        return beside;
    free(beside);
    return NULL;
}

static enum err read_beside(void *context, const char *uri, struct buf *out)
{
    char *path = xform_media_path(context, uri);
    enum err err = path ? file_read(path, out) : ERR_MISSING;

    free(path);
    return err;
}

enum err xform_open(struct xform **out, const char *path)
{
    struct xform_files files = {read_beside, (void *)path};
    struct buf data;

    *out = NULL;
    buf_init(&data, LARGEST_FORM);
    enum err err = file_read(path, &data);
    if (!err)
        err = xform_load(out, path, buf_text(&data), data.size, &files);
    else if (err == ERR_MISSING)
        log_error("%s: not found", path);
    buf_clear(&data);
    return err;
}

const char *xform_id(const struct xform *form)
{
    return form->id;
}

const char *xform_version(const struct xform *form)
{
    return form->version;
}

const char *xform_title(const struct xform *form)
{
    return form->title;
}

size_t xform_languages_count(const struct xform *form)
{
    return form->itext->languages_count;
}

const char *xform_language(const struct xform *form, size_t i)
{
    return form->itext->languages[i];
}

size_t xform_default_language(const struct xform *form)
{
    return form->itext->default_language;
}

const char *xform_encryption_key(const struct xform *form)
{
    return form->encryption_key;
}
