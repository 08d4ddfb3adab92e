#include "command_people.h"

#include "archive.h"
#include "audit.h"
#include "base/arena.h"
#include "base/log.h"
#include "base/password.h"
#include "base/stamp.h"
#include "options.h"
#include "people.h"

#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

enum { LONGEST_LINE = 1024, LINK_MINUTES = 60 };

static const char OPERATOR[] = "command line";

/* One line of standard input, without echo on a terminal. */
static bool read_secret(const char *prompt, char line[LONGEST_LINE])
{
    struct termios before, quiet;
    bool is_terminal = tcgetattr(STDIN_FILENO, &before) == 0;

    if (is_terminal) {
        fprintf(stderr, "%s: ", prompt);
        quiet = before;
        quiet.c_lflag &= (tcflag_t)~ECHO;
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet);
    }
    bool worked = fgets(line, LONGEST_LINE, stdin) != NULL;
    if (is_terminal) {
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &before);
        fputc('\n', stderr);
    }
    if (worked)
        line[strcspn(line, "\n")] = '\0';
    return worked;
}

static enum err ask_password(char **hash)
{
    char line[LONGEST_LINE];

    if (!read_secret("Password", line)) {
        log_error("write the password on standard input");
        return ERR_FORMAT;
    }
    if (strlen(line) < 10) {
        log_error("a password has at least 10 letters");
        return ERR_FORMAT;
    }
    return password_hash(line, hash);
}

enum err command_add_admin(struct options *o, struct archive *archive)
{
    char *hash = NULL;
    int64_t id;

    enum err err = o->no_password ? ERR_NONE : ask_password(&hash);
    if (!err)
        err = people_add(archive, o->words[2], hash ? hash : "",
                         stamp_now().wall_ms, &id);
    if (!err)
        err = audit_note(archive, OPERATOR, "add leader", o->words[2], "");
    free(hash);
    return err;
}

/* The first link of an empty hub makes the first Leader. */
static enum err first_person(struct archive *archive, struct arena *arena,
                             int64_t *id)
{
    struct person person;
    enum err err = people_first(archive, arena, &person);

    *id = person.id;
    if (err != ERR_MISSING)
        return err;
    log_info("the first Leader is called \"admin\"");
    return people_add(archive, "admin", "", stamp_now().wall_ms, id);
}

static enum err find_person(struct options *o, struct archive *archive,
                            int64_t *id)
{
    struct arena *arena = arena_new();
    struct person person;
    enum err err;

    if (o->words_count == 1) {
        err = first_person(archive, arena, id);
    } else {
        err = people_find(archive, o->words[1], arena, &person);
        *id = person.id;
    }
    arena_free(arena);
    if (err == ERR_MISSING)
        log_error("nobody is called so: barrio-hub admin add NAME");
    return err;
}

enum err command_make_link(struct options *o, struct archive *archive)
{
    char secret[TOKEN_TEXT_SIZE];
    char *url = NULL;
    int64_t person = 0;

    enum err err = find_person(o, archive, &person);
    /* A hub that runs knows its address best (it may have taken any port). */
    if (!err)
        err = archive_setting(archive, "public_url", &url);
    if (!err)
        err = link_new(archive, person, LINK_ENTER,
                       stamp_now().wall_ms + LINK_MINUTES * 60000LL, secret);
    if (!err)
        printf("%s/enter/%s\n", *url ? url : o->config.public_url, secret);
    free(url);
    return err;
}

/* Hash and password, a line each; the hub runs this beside its loop. */
enum err command_check_password(struct options *o, struct archive *archive)
{
    char hash[LONGEST_LINE], password[LONGEST_LINE];

    (void)o, (void)archive;
    if (!fgets(hash, sizeof hash, stdin) ||
        !fgets(password, sizeof password, stdin))
        return ERR_FORMAT;
    hash[strcspn(hash, "\n")] = '\0';
    password[strcspn(password, "\n")] = '\0';
    return password_check(password, hash) ? ERR_NONE : ERR_DENIED;
}

/* A new password on standard input, its hash on standard output. */
enum err command_hash_password(struct options *o, struct archive *archive)
{
    char password[LONGEST_LINE];
    char *hash = NULL;

    (void)o, (void)archive;
    if (!fgets(password, sizeof password, stdin))
        return ERR_FORMAT;
    password[strcspn(password, "\n")] = '\0';
    enum err err = password_hash(password, &hash);
    if (!err)
        puts(hash);
    free(hash);
    return err;
}
