#include "base/arena.h"
#include "base/file.h"
#include "config.h"
#include "import.h"
#include "keyring.h"
#include "proof/note.h"
#include "stand.h"
#include "wire/bundle.h"

/* A hub with a key, and a stick beside it. */
static struct config config_of(struct stand *p)
{
    struct config config = {.data = p->folder,
                            .public_url =
                                (char *)(uintptr_t) "https://hub.example"};

    return config;
}

static char *stick_of(struct stand *p, bool is_one)
{
    char *path = xasprintf("%s/stick", p->folder);
    char *folder = file_join(path, "barrio");

    assert_int_equal(file_make_folder(is_one ? folder : path), ERR_NONE);
    free(folder);
    return path;
}

static void lay(const char *stick, const char *name, const char *text)
{
    char *path = xasprintf("%s/barrio/%s", stick, name);

    assert_int_equal(file_write(path, text, strlen(text)), ERR_NONE);
    free(path);
}

static enum err take(struct stand *p, const char *stick, char **said)
{
    struct config config = config_of(p);
    struct buf out;

    buf_init(&out, 0);
    enum err err = import_stick(p->archive, &config, stick, &out);
    *said = buf_steal(&out);
    return err;
}

static void a_stick_without_the_folder_is_none(void **state)
{
    struct stand *p = *state;
    char *stick = stick_of(p, false), *said;

    assert_int_equal(take(p, stick, &said), ERR_MISSING);
    assert_string_equal(said, "");
    free(said);
    free(stick);
}

static void what_is_no_bundle_is_refused_by_name(void **state)
{
    struct stand *p = *state;
    char *stick = stick_of(p, true), *said;

    assert_int_equal(take(p, stick, &said), ERR_NONE);
    assert_string_equal(said, "");
    free(said);
    lay(stick, "a.answers", "");
    lay(stick, "b.answers", "barrio.bundle/1\nkind answers\n");
    lay(stick, "c.jpg", "a picture");
    assert_int_equal(take(p, stick, &said), ERR_FORMAT);
    assert_string_equal(said, "a.answers: refused: no bundle of answers\n"
                              "b.answers: refused: no bundle of answers\n");
    free(said);
    free(stick);
}

/* Well made and signed, with a key that no station of this hub has. */
static void a_stranger_is_refused(void **state)
{
    struct stand *p = *state;
    char *stick = stick_of(p, true), *said, printed[NOTE_VERIFIER_SIZE];
    struct bundle_head head = {.kind = "answers", .to = "*", .number = 1};
    struct note_verifier verifier;
    struct sign_key key;
    struct buf file;

    sign_key_new(&key, "stranger/1");
    note_verifier_of(&verifier, &key, NOTE_SIGNATURE);
    note_verifier_print(&verifier, printed);
    head.from = head.to = printed;
    digest_sha256("", 0, head.sealed);
    buf_init(&file, 0);
    bundle_write_head(&file, &head);
    assert_int_equal(note_sign(&file, &key), ERR_NONE);
    lay(stick, "x.answers", buf_text(&file));
    assert_int_equal(take(p, stick, &said), ERR_FORMAT);
    assert_string_equal(
        said, "x.answers: refused: from a station that is not enrolled here\n");
    buf_clear(&file);
    sign_key_clear(&key);
    free(said);
    free(stick);
}

static void a_permitted_stick_says_until_when_and_is_signed(void **state)
{
    struct stand *p = *state;
    struct config config = config_of(p);
    char *stick = stick_of(p, false), printed[NOTE_VERIFIER_SIZE];
    char *path = xasprintf("%s/barrio/" BUNDLE_STICK, stick);
    struct arena *arena = arena_new();
    struct bundle_head head;
    struct note_verifier verifier;
    struct sign_key key;
    struct buf file;

    buf_init(&file, BUNDLE_LARGEST_HEAD);
    assert_int_equal(import_permit(&config, stick, 1795862400123), ERR_NONE);
    assert_int_equal(file_read(path, &file), ERR_NONE);
    assert_int_equal(keyring_load(config.data, config.public_url, &key),
                     ERR_NONE);
    note_verifier_of(&verifier, &key, NOTE_SIGNATURE);
    note_verifier_print(&verifier, printed);
    assert_int_equal(note_check(file.data, file.size, &verifier, NULL),
                     NOTE_GENUINE);
    assert_int_equal(bundle_read_head(file.data,
                                      note_text_size(file.data, file.size),
                                      arena, &head),
                     ERR_NONE);
    assert_string_equal(head.kind, "stick");
    assert_string_equal(head.from, printed);
    assert_true(head.number == 1795862400123);
    sign_key_clear(&key);
    buf_clear(&file);
    arena_free(arena);
    free(path);
    free(stick);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(a_stick_without_the_folder_is_none),
        CASE(what_is_no_bundle_is_refused_by_name),
        CASE(a_stranger_is_refused),
        CASE(a_permitted_stick_says_until_when_and_is_signed),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
