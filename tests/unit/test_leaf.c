#include "proof/leaf.h"
#include "proof/opening.h"
#include "proof/slip.h"
#include "proof/claim.h"
#include "proof/tree.h"

#include "../proof_vectors.h"

static unsigned char token_hashed[OPENING_TOKEN_SIZE];

static void check_token(char *values[VECTOR_VALUES])
{
    unsigned char wanted[OPENING_TOKEN_SIZE];
    char token[TOKEN_DIGITS + 1];

    assert_true(claim_read(values[0], token));
    claim_hash(token, token_hashed);
    vectors_hex(values[1], wanted, sizeof wanted);
    assert_memory_equal(token_hashed, wanted, sizeof wanted);
}

static void check_commitment(char *values[VECTOR_VALUES])
{
    unsigned char body[64], got[COMMITMENT_SIZE], wanted[COMMITMENT_SIZE];
    struct opening opening;

    opening_init(&opening, values[0], values[2], token_hashed, body,
                 vectors_hex(values[3], body, sizeof body));
    vectors_hex(values[1], opening.salt, sizeof opening.salt);
    opening_commit(&opening, got);
    vectors_hex(values[4], wanted, sizeof wanted);
    assert_memory_equal(got, wanted, sizeof wanted);
}

static void commitments_are_those_of_a_second_program(void **state)
{
    (void)state;
    assert_int_equal(vectors_check("token", check_token), 1);
    assert_int_equal(vectors_check("commitment", check_commitment), 4);
}

static void check_code(char *values[VECTOR_VALUES])
{
    unsigned char commitment[COMMITMENT_SIZE];
    char code[SLIP_CODE_SIZE], typed[SLIP_CODE_SIZE];

    vectors_hex(values[0], commitment, sizeof commitment);
    slip_code(commitment, code);
    assert_true(slip_read_code(values[1], typed));
    assert_string_equal(code, typed);
}

static void check_address(char *values[VECTOR_VALUES])
{
    struct slip slip = {.log = "plaza/2", .index = 17}, again;
    struct buf out;

    buf_init(&out, 0);
    vectors_hex(values[0], slip.commitment, sizeof slip.commitment);
    strcpy(slip.token, "01234567890123456780");
    assert_int_equal(slip_write(&slip, "https://hub.example", &out), ERR_NONE);
    assert_string_equal(buf_text(&out), values[1]);
    assert_int_equal(slip_read(&again, values[1]), ERR_NONE);
    assert_memory_equal(&again, &slip, sizeof slip);
    buf_clear(&out);
}

static void slips_are_those_of_a_second_program(void **state)
{
    (void)state;
    assert_int_equal(vectors_check("code", check_code), 6);
    assert_int_equal(vectors_check("address", check_address), 4);
}

static void check_line(char *values[VECTOR_VALUES])
{
    unsigned char got[32], wanted[32];
    char line[LEAF_LIMIT] = "";
    struct leaf leaf;
    struct buf out;

    /* The vector reader has cut the line at its blanks. */
    for (char *p = values[1]; p < values[4] + strlen(values[4]); p++)
        if (*p == '\0')
            *p = ' ';
    strcpy(line, values[1]);
    for (size_t n = 0; line[n]; n++)
        assert_true(n < sizeof line);
    buf_init(&out, 0);
    assert_int_equal(leaf_read(&leaf, line), ERR_NONE);
    assert_int_equal(leaf_write(&leaf, &out), ERR_NONE);
    assert_string_equal(buf_text(&out), line);
    tree_hash_leaf(out.data, out.size, got);
    vectors_hex(values[0], wanted, sizeof wanted);
    assert_memory_equal(got, wanted, sizeof wanted);
    buf_clear(&out);
}

static void lines_are_read_written_and_hashed_the_same(void **state)
{
    (void)state;
    assert_int_equal(vectors_check("line", check_line), 4);
}

static const struct leaf COMPLETE = {
    .log = "city.example/3",
    .index = 40,
    .size = 12,
    .number = 3,
    .counted = 11,
    .day = "2026-11-23",
    .form = "noise_2026",
    .other = "plaza/1",
    .text = "plaza/1+df930d83+AQOhB7",
};

static void each_kind_comes_back_as_it_was_written(void **state)
{
    struct buf out, again;

    (void)state;
    buf_init(&out, 0);
    buf_init(&again, 0);
    for (int kind = LEAF_EPOCH; kind <= LEAF_DELETED; kind++) {
        struct leaf leaf = COMPLETE, read;
        leaf.kind = (enum leaf_kind)kind;
        memset(leaf.hash, kind, sizeof leaf.hash);
        buf_reset(&out);
        buf_reset(&again);
        assert_int_equal(leaf_write(&leaf, &out), ERR_NONE);
        assert_int_equal(leaf_read(&read, buf_text(&out)), ERR_NONE);
        assert_int_equal(leaf_write(&read, &again), ERR_NONE);
        assert_string_equal(buf_text(&out), buf_text(&again));
    }
    buf_clear(&out);
    buf_clear(&again);
}

static void lines_of_another_spelling_are_refused(void **state)
{
    static const char hex[] =
        "abababababababababababababababababababababababababababababababab";
    static const char *const bad[] = {
        "",
        "answer",
        "answer plaza/1",
        "answer plaza/1 1",
        "vote plaza/1 1 %s f",
        "answer plaza/1 01 %s f",
        "answer plaza/1 -1 %s f",
        "answer plaza/1  1 %s f",
        "answer plaza/0 1 %s f",
        "answer plaza 1 %s f",
        "answer Plaza/1 1 %s f",
        "answer plaza/1 1 %s",
        "answer plaza/1 1 %s ",
        "answer plaza/1 1 %s f g",
        "answer plaza/1 1 %s f ",
        "answer plaza/1 1 %s0 f",
        " answer plaza/1 1 %s f",
        "answer plaza/1 1 A%s f",
        "answer plaza/1 1 %s f\xc3\xb1",
        "opened plaza/1 1 2026-1-23 f",
        "opened plaza/1 1 2026-11-2x f",
        "withdrawn plaza/1 1 2026-11-23 %s because",
        "excluded plaza/1 1 2026-11-23 %s",
        "excluded plaza/1 1 2026-11-23 %s ",
        "excluded plaza/1 1 2026-11-23 %s two\twords",
        "heard plaza/1 1 - 0 %s",
        "joined plaza/1 1 plaza/2 key and more",
    };
    char line[LEAF_LIMIT];
    struct leaf leaf;

    (void)state;
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        const char *hole = strstr(bad[i], "%s");
        snprintf(line, sizeof line, "%.*s%s%s",
                 hole ? (int)(hole - bad[i]) : (int)strlen(bad[i]), bad[i],
                 hole ? hex : "", hole ? hole + 2 : "");
        if (leaf_read(&leaf, line) == ERR_NONE)
            fail_msg("accepted: %s", line);
    }
    memset(line, 'a', sizeof line);
    line[sizeof line - 1] = '\0';
    assert_int_equal(leaf_read(&leaf, line), ERR_FORMAT);
}

static void a_member_that_does_not_fit_is_not_written(void **state)
{
    struct leaf leaf = COMPLETE;
    struct buf out;

    (void)state;
    buf_init(&out, 0);
    leaf.kind = LEAF_ANSWER;
    strcpy(leaf.form, "two words");
    assert_int_equal(leaf_write(&leaf, &out), ERR_FORMAT);
    leaf_set_form(&leaf, "two words, 100% ma\xc3\xb1"
                         "ana");
    assert_string_equal(leaf.form, "two%20words%2C%20100%25%20ma%C3%B1ana");
    assert_int_equal(leaf_write(&leaf, &out), ERR_NONE);
    leaf.kind = LEAF_EXCLUDED;
    leaf_set_text(&leaf, "line\nbreak");
    assert_string_equal(leaf.text, "line break");
    leaf_set_text(&leaf, "");
    assert_int_equal(leaf_write(&leaf, &out), ERR_FORMAT);
    buf_clear(&out);
}

static void a_long_text_is_cut_between_characters(void **state)
{
    struct leaf leaf;
    char text[2 * LEAF_TEXT_SIZE] = "a";

    (void)state;
    for (size_t i = 1; i + 2 < sizeof text; i += 2)
        memcpy(text + i, "\xc3\xb1", 3);
    leaf_set_text(&leaf, text);
    assert_int_equal(strlen(leaf.text) % 2, 1);
    assert_true(strlen(leaf.text) >= LEAF_TEXT_SIZE - 3);
}

static void each_field_of_an_opening_changes_the_commitment(void **state)
{
    unsigned char token[OPENING_TOKEN_SIZE] = {1};
    unsigned char all[7][COMMITMENT_SIZE];
    struct opening base, other;

    (void)state;
    opening_init(&base, "plaza", "sun", token, "body", 4);
    opening_commit(&base, all[0]);
    other = base;
    other.station = "plazas";
    other.symbol = "un";
    opening_commit(&other, all[1]);
    other = base;
    other.symbol = "";
    opening_commit(&other, all[2]);
    other = base;
    other.salt[15] ^= 1;
    opening_commit(&other, all[3]);
    other = base;
    other.token_hash[0] ^= 1;
    opening_commit(&other, all[4]);
    other = base;
    other.body_sha256[31] ^= 128;
    opening_commit(&other, all[5]);
    opening_init(&other, "plaza", "sun", token, "body", 4);
    opening_commit(&other, all[6]);
    for (int i = 0; i < 7; i++)
        for (int j = 0; j < i; j++)
            assert_memory_not_equal(all[i], all[j], COMMITMENT_SIZE);
}

static void an_opening_is_written_as_five_lines(void **state)
{
    struct opening opening = {.station = "plaza", .symbol = "sun"};
    struct buf out;

    (void)state;
    buf_init(&out, 0);
    opening_write(&opening, &out);
    assert_string_equal(
        buf_text(&out),
        "station plaza\nsalt 00000000000000000000000000000000\n"
        "token 00000000000000000000000000000000\nsymbol sun\n"
        "body 00000000000000000000000000000000000000000000000000000000"
        "00000000\n");
    buf_clear(&out);
}

static void tokens_catch_wrong_and_exchanged_digits(void **state)
{
    char token[TOKEN_DIGITS + 1], typed[TOKEN_DIGITS + 1],
        read[TOKEN_DIGITS + 1];

    (void)state;
    for (int round = 0; round < 50; round++) {
        claim_new(token);
        assert_true(claim_read(token, read));
        for (int i = 0; i < TOKEN_DIGITS; i++) {
            for (char d = '0'; d <= '9'; d++) {
                strcpy(typed, token);
                typed[i] = d;
                assert_int_equal(claim_read(typed, read), d == token[i]);
            }
            if (i == 0 || token[i] == token[i - 1])
                continue;
            strcpy(typed, token);
            typed[i] = token[i - 1];
            typed[i - 1] = token[i];
            assert_false(claim_read(typed, read));
        }
    }
}

static void typed_codes_may_have_blanks_and_dashes(void **state)
{
    char code[SLIP_CODE_SIZE];

    (void)state;
    assert_true(slip_read_code(" 7103-6091 3261-7159 ", code));
    assert_string_equal(code, "7103 6091 3261 7159");
    assert_false(slip_read_code("7103 6091 3261 7158", code));
    assert_false(slip_read_code("7103 6091 3261 715", code));
    assert_false(slip_read_code("7103 6091 3261 71590", code));
    assert_false(slip_read_code("7103 6091 3261 715x", code));
    assert_false(slip_read_code("", code));
}

static void a_slip_without_token_is_read_back_from_its_fragment(void **state)
{
    struct slip slip = {.log = "plaza/1", .index = 0}, again;
    struct buf out;

    (void)state;
    buf_init(&out, 0);
    memset(slip.commitment, 0xff, sizeof slip.commitment);
    assert_int_equal(slip_write(&slip, "https://h:8443", &out), ERR_NONE);
    assert_int_equal(slip_read(&again, strchr(out.data, '#') + 1), ERR_NONE);
    assert_memory_equal(&again, &slip, sizeof slip);
    for (char *p = strchr(out.data, '#') + 1; *p != ':'; p++) {
        *p ^= 1;
        assert_int_equal(slip_read(&again, out.data), ERR_FORMAT);
        *p ^= 1;
    }
    buf_clear(&out);
}

static void an_address_fits_a_version_5_m_qr_code_or_is_refused(void **state)
{
    struct slip slip = {.log = "plaza/2", .index = 99999};
    struct buf out;

    (void)state;
    claim_new(slip.token);
    buf_init(&out, 0);
    assert_int_equal(slip_write(&slip, "https://opina.oviedo.es", &out),
                     ERR_NONE);
    assert_true(slip_qr_bits(out.data) <= SLIP_QR_BITS);
    assert_int_equal(
        slip_write(&slip, "https://participation.city-of-example.org", &out),
        ERR_LIMIT);
    assert_int_equal(slip_write(&slip, "http://hub.example", &out), ERR_FORMAT);
    assert_int_equal(slip_write(&slip, "https://hub.example/", &out),
                     ERR_FORMAT);
    assert_int_equal(slip_write(&slip, "https://Hub.example", &out),
                     ERR_FORMAT);
    buf_clear(&out);
}

static void an_export_begins_with_its_version_and_log(void **state)
{
    struct buf out;

    (void)state;
    buf_init(&out, 0);
    leaf_begin_export("plaza/1", &out);
    assert_string_equal(buf_text(&out), "barrio-log 1 plaza/1\n");
    buf_clear(&out);
}

static void a_log_tells_its_epoch(void **state)
{
    (void)state;
    assert_int_equal(leaf_log_epoch("plaza.7f3a/2"), 2);
    assert_int_equal(leaf_log_epoch("city.example.0a1b/13"), 13);
    assert_int_equal(leaf_log_epoch("plaza"), 0);
    assert_int_equal(leaf_log_epoch(""), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(commitments_are_those_of_a_second_program),
        cmocka_unit_test(slips_are_those_of_a_second_program),
        cmocka_unit_test(lines_are_read_written_and_hashed_the_same),
        cmocka_unit_test(each_kind_comes_back_as_it_was_written),
        cmocka_unit_test(lines_of_another_spelling_are_refused),
        cmocka_unit_test(a_member_that_does_not_fit_is_not_written),
        cmocka_unit_test(a_long_text_is_cut_between_characters),
        cmocka_unit_test(each_field_of_an_opening_changes_the_commitment),
        cmocka_unit_test(an_opening_is_written_as_five_lines),
        cmocka_unit_test(tokens_catch_wrong_and_exchanged_digits),
        cmocka_unit_test(typed_codes_may_have_blanks_and_dashes),
        cmocka_unit_test(a_slip_without_token_is_read_back_from_its_fragment),
        cmocka_unit_test(an_address_fits_a_version_5_m_qr_code_or_is_refused),
        cmocka_unit_test(an_export_begins_with_its_version_and_log),
        cmocka_unit_test(a_log_tells_its_epoch),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
