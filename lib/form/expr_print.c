/* An expression as one line, in the form in which the recordings of the
 * reference engine have it. */
#include "expr_tree.h"

#include "base/buf.h"
#include "form/number.h"

static const char *const OPS[] = {
    [OP_OR] = "or", [OP_AND] = "and",     [OP_EQ] = "==", [OP_NE] = "!=",
    [OP_LT] = "<",  [OP_LE] = "<=",       [OP_GT] = ">",  [OP_GE] = ">=",
    [OP_ADD] = "+", [OP_SUB] = "-",       [OP_MUL] = "*", [OP_DIV] = "/",
    [OP_MOD] = "%", [OP_UNION] = "union",
};

static void print_term(const struct term *term, struct buf *out);

static void print_list(struct term *const *terms, size_t count, struct buf *out)
{
    buf_putc(out, '{');
    for (size_t i = 0; i < count; i++) {
        if (i)
            buf_putc(out, ',');
        print_term(terms[i], out);
    }
    buf_putc(out, '}');
}

static void print_test(const struct step *step, struct buf *out)
{
    static const char *const TYPES[] = {[TEST_NODE] = "node()",
                                        [TEST_TEXT] = "text()",
                                        [TEST_COMMENT] = "comment()"};

    if (step->test == TEST_NAME || step->test == TEST_ANY)
        buf_puts(out, step->name);
    else if (step->test == TEST_ANY_PREFIX)
        buf_printf(out, "%s:*", step->name);
    else if (step->test != TEST_INSTRUCTION)
        buf_puts(out, TYPES[step->test]);
    else if (step->name)
        buf_printf(out, "proc-instr('%s')", step->name);
    else
        buf_puts(out, "proc-instr()");
}

static void print_path(const struct term *term, struct buf *out)
{
    buf_puts(out, "{path-expr:");
    if (term->start == START_TERM)
        print_term(term->args[0], out);
    else
        buf_puts(out, term->start == START_ROOT ? "abs" : "rel");
    buf_puts(out, ",{");
    for (size_t i = 0; i < term->steps_count; i++) {
        const struct step *step = &term->steps[i];
        buf_printf(out, "%s{step:%s,", i ? "," : "", axis_name(step->axis));
        print_test(step, out);
        if (step->predicates_count) {
            buf_putc(out, ',');
            print_list(step->predicates, step->predicates_count, out);
        }
        buf_putc(out, '}');
    }
    buf_puts(out, "}}");
}

static void print_pair(const struct term *term, const char *what,
                       struct buf *out)
{
    buf_printf(out, "{binop-expr:%s,", what);
    print_term(term->args[0], out);
    buf_putc(out, ',');
    print_term(term->args[1], out);
    buf_putc(out, '}');
}

static void print_term(const struct term *term, struct buf *out)
{
    switch (term->kind) {
    case TERM_NUMBER:
        buf_puts(out, "{num:");
        number_print_double(term->number, out);
        buf_putc(out, '}');
        break;
    case TERM_TEXT:
        buf_printf(out, "{str:'%s'}", term->text);
        break;
    case TERM_VARIABLE:
        buf_printf(out, "{var:%s}", term->text);
        break;
    case TERM_NEGATE:
        buf_puts(out, "{unop-expr:num-neg,");
        print_term(term->args[0], out);
        buf_putc(out, '}');
        break;
    case TERM_BINARY:
        print_pair(term, OPS[term->op], out);
        break;
    case TERM_CALL:
        buf_printf(out, "{func-expr:%s,", term->text);
        print_list(term->args, term->args_count, out);
        buf_putc(out, '}');
        break;
    case TERM_FILTER:
        buf_puts(out, "{filt-expr:");
        print_term(term->args[0], out);
        buf_putc(out, ',');
        print_list(term->args + 1, term->args_count - 1, out);
        buf_putc(out, '}');
        break;
    case TERM_PATH:
        print_path(term, out);
        break;
    }
}

void expr_print(const struct expr *expr, struct buf *out)
{
    print_term(expr->root, out);
}
