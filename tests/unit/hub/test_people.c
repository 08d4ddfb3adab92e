#include "people.h"

#include "base/arena.h"
#include "duty.h"
#include "login.h"

#include "stand.h"

/* A person with a session that ends at 100000000. */
static int64_t sign_in(struct stand *p, char secret[TOKEN_TEXT_SIZE])
{
    int64_t person;

    assert_int_equal(people_add(p->archive, "ana", "", 0, &person), ERR_NONE);
    assert_int_equal(
        login_open(p->archive, person, "Browser", 0, 100000000, secret),
        ERR_NONE);
    return person;
}

/* The login's texts are gone; its numbers stay. */
static enum err find(struct stand *p, const char *secret, int64_t now,
                     struct login *login)
{
    struct arena *arena = arena_new();
    enum err err = login_find(p->archive, secret, now, arena, login);

    arena_free(arena);
    return err;
}

static void note_agent(void *context, const struct login_row *row)
{
    snprintf(context, 200, "%s", row->agent);
}

/* A header may hold any bytes, of which PostgreSQL would keep no row. */
static void a_browser_of_any_name_signs_in(void **state)
{
    struct stand *p = *state;
    char secret[TOKEN_TEXT_SIZE], agent[200] = "", shown[200] = "";
    int64_t person = sign_in(p, secret);

    memset(agent, 'x', 130);
    memcpy(agent, "M\xf3vil\xff\x1b", 7);
    assert_int_equal(
        login_open(p->archive, person, agent, 5, 100000000, secret), ERR_NONE);
    assert_int_equal(
        login_each(p->archive, person, secret, 9, note_agent, shown), ERR_NONE);
    assert_memory_equal(shown, "Browser", 8); /* the older one comes last */
    assert_int_equal(login_close_others(p->archive, person, secret), ERR_NONE);
    assert_int_equal(
        login_each(p->archive, person, secret, 9, note_agent, shown), ERR_NONE);
    assert_memory_equal(shown, "M?vil??xxx", 10);
    assert_int_equal(strlen(shown), 120);
}

static void sessions_and_links_end(void **state)
{
    struct stand *p = *state;
    char secret[TOKEN_TEXT_SIZE], link[TOKEN_TEXT_SIZE];
    struct login login;
    int64_t person = sign_in(p, secret), who;

    assert_int_equal(find(p, secret, 99999999, &login), ERR_NONE);
    assert_int_equal(login.person, person);
    assert_int_equal(find(p, secret, 100000000, &login), ERR_DENIED);
    assert_int_equal(link_new(p->archive, person, LINK_ENTER, 100, link),
                     ERR_NONE);
    assert_int_equal(link_use(p->archive, link, LINK_ENTER, 100, &who),
                     ERR_DENIED);
    assert_int_equal(link_find(p->archive, link, LINK_ENTER, 50, &who),
                     ERR_NONE);
    assert_int_equal(link_use(p->archive, link, LINK_INVITE, 50, &who),
                     ERR_DENIED);
    assert_int_equal(link_use(p->archive, link, LINK_ENTER, 50, &who),
                     ERR_NONE);
    assert_int_equal(who, person);
    assert_int_equal(link_use(p->archive, link, LINK_ENTER, 50, &who),
                     ERR_DENIED);
}

static void a_new_password_ends_all_sessions(void **state)
{
    struct stand *p = *state;
    char secret[TOKEN_TEXT_SIZE];
    struct login login;
    int64_t person = sign_in(p, secret);

    assert_int_equal(people_add(p->archive, "ana", "$y$", 0, &person),
                     ERR_NONE);
    assert_int_equal(find(p, secret, 1, &login), ERR_DENIED);
}

static void a_session_turns_and_the_old_secret_works_a_minute_more(void **state)
{
    enum { HOUR = 3600000, MINUTE = 60000 };
    struct stand *p = *state;
    char secret[TOKEN_TEXT_SIZE], turned[TOKEN_TEXT_SIZE];
    struct login login;

    sign_in(p, secret);
    assert_int_equal(find(p, secret, HOUR - 1, &login), ERR_NONE);
    assert_false(login.is_due);
    assert_int_equal(find(p, secret, HOUR, &login), ERR_NONE);
    assert_true(login.is_due);
    assert_int_equal(login_turn(p->archive, secret, HOUR, turned), ERR_NONE);
    assert_int_equal(login_turn(p->archive, secret, HOUR, turned), ERR_DENIED);
    assert_int_equal(find(p, secret, HOUR + MINUTE - 1, &login), ERR_NONE);
    assert_int_equal(find(p, secret, HOUR + MINUTE, &login), ERR_DENIED);
}

static void the_last_leader_stays(void **state)
{
    static const struct duty LEADER = {ROLE_LEADER, "", ""};
    struct stand *p = *state;
    int64_t ana, eva;

    assert_int_equal(people_add(p->archive, "ana", "", 0, &ana), ERR_NONE);
    assert_int_equal(duty_remove(p->archive, ana, &LEADER), ERR_CONFLICT);
    assert_int_equal(people_revoke(p->archive, ana, 1), ERR_CONFLICT);
    assert_int_equal(people_add(p->archive, "eva", "", 0, &eva), ERR_NONE);
    assert_int_equal(people_revoke(p->archive, eva, 1), ERR_NONE);
    assert_int_equal(duty_remove(p->archive, ana, &LEADER), ERR_CONFLICT);
    assert_int_equal(people_revoke(p->archive, eva, 0), ERR_NONE);
    assert_int_equal(duty_remove(p->archive, ana, &LEADER), ERR_NONE);
    assert_int_equal(duty_remove(p->archive, ana, &LEADER), ERR_MISSING);
}

static void a_code_of_the_second_factor_is_used_once(void **state)
{
    struct stand *p = *state;
    int64_t ana;

    assert_int_equal(people_add(p->archive, "ana", "", 0, &ana), ERR_NONE);
    assert_int_equal(people_use_totp(p->archive, ana, 7), ERR_NONE);
    assert_int_equal(people_use_totp(p->archive, ana, 7), ERR_DENIED);
    assert_int_equal(people_use_totp(p->archive, ana, 6), ERR_DENIED);
    assert_int_equal(people_use_totp(p->archive, ana, 8), ERR_NONE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(a_browser_of_any_name_signs_in),
        CASE(sessions_and_links_end),
        CASE(a_new_password_ends_all_sessions),
        CASE(a_session_turns_and_the_old_secret_works_a_minute_more),
        CASE(the_last_leader_stays),
        CASE(a_code_of_the_second_factor_is_used_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
