#include "base/buf.h"
#include "base/json.h"
#include "base/mem.h"
#include "openapi.h"
#include "route.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

static int setup(void **state)
{
    struct json *document;
    struct buf out;

    buf_init(&out, 0);
    openapi_write(&out, "https://hub.example/\"x\"");
    enum err err = json_read(buf_text(&out), out.size, &document);
    buf_clear(&out);
    *state = document;
    return err;
}

static int teardown(void **state)
{
    json_free(*state);
    return 0;
}

static const char *text_of(const struct json *object, const char *name)
{
    return json_text(json_member(object, name), "");
}

static void it_says_what_it_is_and_where(void **state)
{
    const struct json *server = json_element(json_member(*state, "servers"), 0);

    assert_string_equal(text_of(*state, "openapi"), "3.1.0");
    assert_string_equal(text_of(json_member(*state, "info"), "title"),
                        "barrio-hub");
    assert_string_equal(text_of(server, "url"), "https://hub.example/\"x\"");
}

static bool count(void *context, const char *name, const struct json *value)
{
    (void)name, (void)value;
    ++*(size_t *)context;
    return true;
}

/* Paths are of several methods each; none is there twice or left out. */
static void each_route_has_its_operation(void **state)
{
    const struct json *paths = json_member(*state, "paths");
    size_t wanted = 0, found = 0;

    for (size_t i = 0; i < ROUTES_COUNT; i++) {
        bool is_first = true;
        for (size_t k = 0; k < i; k++)
            is_first &= strcmp(ROUTES[k].path, ROUTES[i].path) != 0;
        wanted += is_first;
    }
    json_each(paths, count, &found);
    assert_int_equal(found, wanted);
}

static bool has_parameters(void *context, const char *path,
                           const struct json *item)
{
    static const char *const METHODS[] = {"get", "head", "post"};
    size_t *operations = context;

    for (size_t i = 0; i < COUNT_OF(METHODS); i++) {
        const struct json *o = json_member(item, METHODS[i]);
        if (!o)
            continue;
        ++*operations;
        assert_true(*text_of(o, "summary") != '\0');
        size_t in_path = 0, told = 0;
        for (const char *c = path; *c; c++)
            in_path += *c == '{';
        const struct json *all = json_member(o, "parameters");
        for (size_t k = 0; k < json_length(all); k++)
            told += strcmp(text_of(json_element(all, k), "in"), "path") == 0;
        assert_int_equal(told, in_path);
    }
    return true;
}

static void each_operation_names_what_its_path_captures(void **state)
{
    size_t operations = 0;

    json_each(json_member(*state, "paths"), has_parameters, &operations);
    assert_int_equal(operations, ROUTES_COUNT);
}

/* What the table of the description adds is about routes that there are. */
static void exports_name_their_arguments(void **state)
{
    const struct json *path = json_member(json_member(*state, "paths"),
                                          "/v1/forms/{formId}/responses.csv");
    const struct json *all =
        json_member(json_member(path, "get"), "parameters");
    bool has_after = false;

    assert_non_null(path);
    for (size_t i = 0; i < json_length(all); i++)
        has_after |=
            strcmp(text_of(json_element(all, i), "name"), "after") == 0;
    assert_true(has_after);
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(it_says_what_it_is_and_where),
        CASE(each_route_has_its_operation),
        CASE(each_operation_names_what_its_path_captures),
        CASE(exports_name_their_arguments),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
