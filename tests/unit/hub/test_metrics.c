#include "children.h"
#include "http.h"
#include "hub.h"
#include "intake.h"
#include "metrics.h"
#include "station.h"

#include "stand.h"

/* A hub that answers nobody: its port is open, its loop does not turn. */
static void open_hub(struct hub *hub, const struct stand *p)
{
    const struct http_handler nobody = {.context = NULL};
    const struct http_settings settings = {.address = "127.0.0.1",
                                           .connections = 8,
                                           .idle_s = 60,
                                           .request_s = 60,
                                           .body_limit = 1000};

    *hub = (struct hub){.archive = p->archive,
                        .models = p->models,
                        .intake = intake_new(),
                        .children = children_new()};
    assert_int_equal(http_open(&hub->http, &settings, &nobody), ERR_NONE);
}

static char *measured(struct stand *p)
{
    struct hub hub;
    struct buf out;

    open_hub(&hub, p);
    buf_init(&out, 0);
    assert_int_equal(metrics_write(&out, &hub), ERR_NONE);
    http_close(hub.http);
    children_free(hub.children);
    intake_free(hub.intake);
    return buf_steal(&out);
}

static void assert_line(const char *text, const char *line)
{
    char *whole = xasprintf("\n%s\n", line);

    if (!strstr(text, whole))
        print_message("%s", text);
    assert_non_null(strstr(text, whole));
    free(whole);
}

static void answers_are_counted_by_form_and_state(void **state)
{
    struct stand *p = *state;

    keep(p, "uuid:1", "y", "1", NULL);
    keep(p, "uuid:2", "n", "1", NULL);
    keep(p, "uuid:3", "n", "1", "uuid:1");
    assert_int_equal(projection_catch_up(p->archive, p->models), ERR_NONE);
    char *text = measured(p);
    assert_line(text, "barrio_answers{form=\"f\",state=\"accepted\"} 2");
    assert_line(text, "barrio_answers{form=\"f\",state=\"superseded\"} 1");
    assert_line(text, "barrio_projection_lag 0");
    free(text);
}

static void what_was_not_followed_yet_is_told(void **state)
{
    struct stand *p = *state;

    keep(p, "uuid:1", "y", "1", NULL);
    keep(p, "uuid:2", "y", "1", NULL);
    keep(p, "uuid:1", "n", "1", NULL); /* other bytes: set aside */
    char *text = measured(p);
    assert_line(text, "barrio_projection_lag 2");
    assert_line(text, "barrio_set_aside 1");
    free(text);
}

/* OpenMetrics 1.0, "Escaping". */
static void a_name_cannot_break_out_of_its_quotes(void **state)
{
    struct stand *p = *state;
    char token[TOKEN_TEXT_SIZE];

    assert_int_equal(station_add(p->archive, "lu\"na\\", 0, token), ERR_NONE);
    char *text = measured(p);
    assert_line(text, "barrio_station_heard_timestamp_seconds{station="
                      "\"lu\\\"na\\\\\"} 0.000");
    free(text);
}

/* OpenMetrics 1.0: a family's lines stand together behind its type, and the
 * end is marked, so that what was cut off is known. */
static void every_line_belongs_to_the_family_before_it(void **state)
{
    char *text = measured(*state), family[80] = "";
    size_t families = 0;

    for (char *line = strtok(text, "\n"); line; line = strtok(NULL, "\n")) {
        if (strcmp(line, "# EOF") == 0) {
            assert_null(strtok(NULL, "\n"));
            break;
        }
        if (sscanf(line, "# TYPE %79s", family) == 1)
            families++;
        else if (strncmp(line, "# HELP ", 7) == 0)
            assert_memory_equal(line + 7, family, strlen(family));
        else
            assert_memory_equal(line, family, strlen(family));
    }
    assert_true(families > 8);
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(answers_are_counted_by_form_and_state),
        CASE(what_was_not_followed_yet_is_told),
        CASE(a_name_cannot_break_out_of_its_quotes),
        CASE(every_line_belongs_to_the_family_before_it),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
