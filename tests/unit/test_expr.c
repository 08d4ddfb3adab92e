#include "base/arena.h"
#include "base/buf.h"
#include "form/expr.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void collect(void *context, const struct expr_reference *reference)
{
    struct buf *out = context;

    buf_printf(out, "%s%s%s%s %zu;",
               reference->instance ? reference->instance : "",
               reference->instance ? ":" : "", reference->path,
               reference->in_predicate ? "?" : "", reference->own_steps);
}

static void check_references(const char *source, const char *wanted)
{
    struct arena *arena = arena_new();
    struct expr *expr;
    struct buf got;

    assert_int_equal(expr_parse(&expr, arena, source, NULL), ERR_NONE);
    buf_init(&got, 0);
    expr_references(expr, "/d/p/n", collect, &got);
    assert_string_equal(buf_text(&got), wanted);
    buf_clear(&got);
    arena_free(arena);
}

static void lists_what_an_expression_reads(void **state)
{
    (void)state;
    check_references("1 + 2", "");
    check_references("/d/a + ../b", "/d/a 1;/d/p/b 2;");
    check_references(". > current()/../c", "/d/p/n 3;/d/p/c 2;");
    check_references("../../p/x + /d/p/x + /d/p/n",
                     "/d/p/x 1;/d/p/x 2;/d/p/n 3;");
    check_references("/d/q[x = current()/../y]/z",
                     "/d/q/x? 1;/d/p/y? 2;/d/q/z 1;");
    check_references("/d/p[x = /d/p/y]/z", "/d/p/x? 1;/d/p/y? 1;/d/p/z 1;");
    check_references("instance('i')/root/item[k = /d/a]/v",
                     "i:/root/item/k? 0;/d/a? 1;i:/root/item/v 0;");
    check_references("if(/d/a, sum(../../p/n), /d/@id)",
                     "/d/a 1;/d/p/n 1;/d/@id 1;");
    check_references("indexed-repeat(/d/p/n, /d/p, ../i)",
                     "/d/p/n 1;/d/p 1;/d/p/i 2;");
    check_references("count(/d/*)", "/d/* 1;");
    check_references("//n", "//n 1;");
    check_references("../../../../x", "");
}

static unsigned traits_of(const char *source)
{
    struct arena *arena = arena_new();
    struct expr *expr;

    assert_int_equal(expr_parse(&expr, arena, source, NULL), ERR_NONE);
    unsigned traits = expr_traits(expr);
    arena_free(arena);
    return traits;
}

static void tells_what_else_it_depends_on(void **state)
{
    (void)state;
    assert_int_equal(traits_of("/d/a + 1"), 0);
    assert_int_equal(traits_of("position(..)"),
                     EXPR_USES_POSITION | EXPR_USES_CURRENT);
    assert_int_equal(traits_of("now()"), EXPR_USES_TIME);
    assert_int_equal(traits_of("randomize(/d/a)"), EXPR_USES_RANDOM);
    assert_int_equal(traits_of("randomize(/d/a, 4)"), 0);
    assert_int_equal(traits_of("/d/p[uuid() = 'x']"), EXPR_USES_RANDOM);
    assert_int_equal(traits_of("jr:itext('x')"), EXPR_USES_LANGUAGE);
}

static void says_where_parsing_stopped(void **state)
{
    struct arena *arena = arena_new();
    struct expr_error why;
    struct expr *expr;

    (void)state;
    assert_int_equal(expr_parse(&expr, arena, "1 + )", &why), ERR_FORMAT);
    assert_int_equal(why.offset, 4);
    assert_null(expr);
    assert_int_equal(expr_parse(&expr, arena, "/a/b[", &why), ERR_FORMAT);
    assert_int_equal(why.offset, 5);
    arena_free(arena);
}

static void refuses_what_is_nested_too_deeply(void **state)
{
    struct arena *arena = arena_new();
    struct expr *expr;
    char source[20001];

    (void)state;
    memset(source, '(', sizeof source - 1);
    source[sizeof source - 1] = '\0';
    assert_int_equal(expr_parse(&expr, arena, source, NULL), ERR_LIMIT);
    memset(source, '-', sizeof source - 1);
    source[sizeof source - 2] = '1';
    assert_int_equal(expr_parse(&expr, arena, source, NULL), ERR_LIMIT);
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lists_what_an_expression_reads),
        cmocka_unit_test(tells_what_else_it_depends_on),
        cmocka_unit_test(says_where_parsing_stopped),
        cmocka_unit_test(refuses_what_is_nested_too_deeply),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
