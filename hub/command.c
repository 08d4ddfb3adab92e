#include "command.h"

#include "archive.h"
#include "audit.h"
#include "backup.h"
#include "base/buf.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/owner.h"
#include "base/stamp.h"
#include "base/words.h"
#include "board.h"
#include "care.h"
#include "command_edition.h"
#include "command_station.h"
#include "command_people.h"
#include "command_release.h"
#include "config.h"
#include "doctor.h"
#include "export.h"
#include "formbook.h"
#include "glimpse.h"
#include "init.h"
#include "models.h"
#include "local.h"
#include "reckoning.h"
#include "options.h"
#include "phone.h"
#include "permission.h"
#include "projection.h"
#include "publish.h"
#include "retrieve.h"
#include "sql.h"
#include "reader.h"
#include "serve.h"
#include "station.h"
#include "transfer.h"
#include "watch.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char OPERATOR[] = "command line";

static enum err run_serve(struct options *o, struct archive *archive)
{
    (void)archive;
    return serve(&o->config);
}

static enum err print_version(struct options *o, struct archive *archive)
{
    (void)o;
    (void)archive;
    puts("barrio-hub " BARRIO_VERSION);
    return ERR_NONE;
}

static enum err run_doctor(struct options *o, struct archive *archive)
{
    (void)archive;
    o->status = doctor(&o->config);
    return ERR_NONE;
}

static enum err add_reader(struct options *o, struct archive *archive)
{
    char token[TOKEN_TEXT_SIZE];

    enum err err = reader_add(
        archive, &(struct reader){.name = o->words[2], .scope = READER_ALL},
        stamp_now().wall_ms, token);
    if (!err)
        err = audit_note(archive, OPERATOR, "add reader", o->words[2], "");
    if (!err)
        puts(token);
    return err;
}

static enum err publish(struct options *o, struct archive *archive)
{
    enum err err = ERR_NONE;

    for (size_t i = 1; !err && i < o->words_count; i++) {
        struct buf said;
        buf_init(&said, 0);
        err = publish_file(archive, o->words[i], &said);
        fputs(buf_text(&said), err ? stderr : stdout);
        buf_clear(&said);
    }
    return err;
}

/* `form open|closing|closed ID` */
static enum err set_form_state(struct options *o, struct archive *archive)
{
    int admits = 1;
    enum err err = archive_begin(archive);

    if (err)
        return err;
    err = formbook_set_state(archive, o->words[2], o->words[1]);
    if (err == ERR_MISSING)
        log_error("no form \"%s\" was published", o->words[2]);
    if (!err)
        err = audit_add(archive,
                        &(struct audit_entry){stamp_now().wall_ms, OPERATOR,
                                              o->words[1], o->words[2], ""});
    if (!err && strcmp(o->words[1], "open") == 0)
        err = board_admits(archive, o->words[2], &admits);
    if (!err && !admits)
        log_warn("\"%s\" asks people, and no problem is admitted to them: "
                 "write one on the page Bulletin",
                 o->words[2]);
    return archive_end(archive, err);
}

static enum err backup(struct options *o, struct archive *archive)
{
    return archive_backup(archive, o->words[1]);
}

/* A file's archive begins an epoch of its log by itself when the key is not
 * there. On a server another hub could have it; but nobody can have that of
 * an archive which was made just now. */
static enum err restore(struct options *o, struct archive *archive)
{
    const struct config *config = &o->config;
    struct archive *made = NULL;
    enum err err = archive_restore(o->words[1], config->data, config->database);

    (void)archive;
    if (err || !*config->database)
        return err;
    err = archive_open(&made, config->data, config->database);
    if (!err)
        err = care_begin_log(o, made);
    archive_close(made);
    return err;
}

static enum err publish_board(struct options *o, struct archive *archive)
{
    struct models *models = models_new(archive);
    const struct board_speaker speaker = {archive, models, o->config.name,
                                          o->config.public_url};
    enum err err = board_publish(&speaker);

    models_free(models);
    return err;
}

/* `migrate ADDRESS|sqlite` */
static enum err migrate(struct options *o, struct archive *archive)
{
    bool is_back = strcmp(o->words[1], "sqlite") == 0;
    struct archive *to;
    struct transferred done;

    if (is_back == archive->is_file) {
        log_error("the archive is in that engine already");
        return ERR_CONFLICT;
    }
    enum err err =
        archive_open(&to, archive->folder, is_back ? "" : o->words[1]);
    if (err)
        return err;
    err = transfer_run(archive, to, &done);
    archive_close(to);
    if (!err)
        printf("%zu tables, %lld rows, compared one by one; now set "
               "database = %s\n",
               done.tables, (long long)done.rows, is_back ? "" : o->words[1]);
    return err;
}

static enum err project(struct options *o, struct archive *archive)
{
    struct models *models = models_new(archive);
    enum err err = o->rebuild ? projection_drop(archive) : ERR_NONE;

    if (!err)
        err = projection_catch_up(archive, models);
    models_free(models);
    return err;
}

static enum err print_roles(struct options *o, struct archive *archive)
{
    (void)o, (void)archive;
    permission_print(stdout);
    return ERR_NONE;
}

/* For the hub's own child (journal.h). */
static enum err run_checkpoint(struct options *o, struct archive *archive)
{
    /* Each takes less time than the one before, and so leaves less of what
     * the hub writes meanwhile. */
    enum { TIMES = 3 };

    (void)o;
    for (int i = 0; i < TIMES; i++)
        archive->sql->engine->rest(archive->sql);
    return ERR_NONE;
}

static const struct command {
    const char *first, *second; /* second NULL: one word */
    size_t least, most;         /* words, with the command's own */
    bool needs_archive;
    enum err (*run)(struct options *options, struct archive *archive);
    const char *help; /* NULL: not for people */
} COMMANDS[] = {
    {"serve", NULL, 1, 1, false, run_serve,
     "serve                serve until told to end (the default)"},
    {"init", NULL, 1, 1, false, init_run,
     "init                 set up a new hub: asks three things, explains the "
     "rest"},
    {"publish", NULL, 2, OPTIONS_WORDS, true, publish,
     "publish FILE...      check forms and publish them with their media"},
    {"export", NULL, 2, 2, true, retrieve_export,
     "export FORM          write the answers of a form (--format csv, jsonl, "
     "xlsx, geojson, files, datapackage)"},
    {"station", "add", 3, 3, true, command_add_station,
     "station add NAME     add a station (or renew its token), print the "
     "token"},
    {"station", "enrol", 3, 3, true, command_invite_station,
     "station enrol NAME   print a code for one use within a day: barrio-sync "
     "enrol URL CODE"},
    {"station", "revoke", 3, 3, true, command_revoke_station,
     "station revoke NAME  take a station's token and keys away"},
    {"phone", NULL, 2, 2, true, phone_add,
     "phone NAME           add a phone with ODK Collect, show the code that it "
     "scans"},
    {"admin", "add", 3, 3, true, command_add_admin,
     "admin add NAME       add a Leader of the whole hub; the password is read "
     "from standard input"},
    {"reader", "add", 3, 3, true, add_reader,
     "reader add NAME      add a program that exports, print its token"},
    {"roles", NULL, 1, 1, false, print_roles,
     "roles                print the roles and what each may do"},
    {"link", NULL, 1, 2, true, command_make_link,
     "link [NAME]          print a sign-in link for one use within an hour"},
    {"form", "open", 3, 3, true, set_form_state,
     "form open FORM       list a form and take its answers"},
    {"form", "closing", 3, 3, true, set_form_state,
     "form closing FORM    take its answers, but list it no more"},
    {"form", "closed", 3, 3, true, set_form_state,
     "form closed FORM     take no more answers (they are kept aside)"},
    {"review", NULL, 3, 4, true, care_review,
     "review ID STATE [COMMENT]  say of an answer: received, hasIssues, "
     "approved or rejected"},
    {"reviews", NULL, 2, 2, true, care_reviews,
     "reviews ID           print what was said of an answer"},
    {"aside", NULL, 1, 2, true, care_aside,
     "aside [NUMBER]       list what was set aside, or print one as it came"},
    {"repair", NULL, 4, 4, true, care_repair,
     "repair NUMBER FILE REASON  take in the corrected body of one that was "
     "set aside"},
    {"erase", NULL, 3, 3, true, care_erase,
     "erase ID REASON      erase an answer for good, with all it was edited "
     "from"},
    {"retention", "set", 4, 4, true, care_keep_for,
     "retention set FORM DAYS  delete answers after so many days (0: never)"},
    {"retention", "run", 2, 2, true, care_retain,
     "retention run        delete what is due (--dry-run only says it); the "
     "hub does so daily"},
    {"release", NULL, 2, 2, true, command_release,
     "release FORM         publish the next release of a form's figures"},
    {"copy", "release", 4, 4, true, command_copy_release,
     "copy release FORM FOLDER  copy the last release to a stick or a web "
     "server's folder"},
    {"adopt", "release", 4, 4, true, command_adopt_release,
     "adopt release FORM FOLDER  publish the release that the holder of an "
     "encrypted form's key has made"},
    {"offer", NULL, 3, 3, true, command_offer,
     "offer KIND FILE      let stations have a theme, bulletin or release"},
    {"withdraw", NULL, 3, 3, true, command_withdraw,
     "withdraw KIND NAME   take it away from them again"},
    {"import", NULL, 2, OPTIONS_WORDS, true, command_import,
     "import STICK...      take the answers from a stick, leave verdicts "
     "there"},
    {"stick", NULL, 2, 3, true, command_stick,
     "stick FOLDER [DAYS]  let stations write to this stick when it is plugged "
     "in"},
    {"key", "rotate", 2, 2, true, command_rotate_key,
     "key rotate           make a new signing key; stations follow by "
     "themselves"},
    {"key", NULL, 1, 1, false, command_print_key,
     "key                  print the hub's public key (hub_key of stations)"},
    {"bulletin", NULL, 1, 1, true, publish_board,
     "bulletin             count backings and ratings, publish the feed anew"},
    {"watch", NULL, 1, 1, true, watch,
     "watch                look for what people should be told and tell it; "
     "a hub that serves does so"},
    {"backup", NULL, 2, 2, true, backup,
     "backup FOLDER        copy the archive, also while the hub runs"},
    {"restore", NULL, 2, 2, false, restore,
     "restore FOLDER       make the archive of a copy, where there is none"},
    {"migrate", NULL, 2, 2, true, migrate,
     "migrate ADDRESS      copy the archive to that PostgreSQL server, or "
     "back (\"sqlite\"); end the hub first"},
    {"log", "begin", 2, 2, true, care_begin_log,
     "log begin            begin a new epoch of the public log, after a whole "
     "disk was restored"},
    {"project", NULL, 1, 1, true, project,
     "project              bring the projection up to date (--rebuild)"},
    {"checkpoint", NULL, 1, 1, true, run_checkpoint, NULL},
    {"check-password", NULL, 1, 1, false, command_check_password, NULL},
    {"hash-password", NULL, 1, 1, false, command_hash_password, NULL},
    {"glimpse", NULL, 4, 4, false, glimpse_run, NULL},
    {"local", NULL, 2, 2, true, local_run, NULL},
    {"reckon", NULL, 2, 2, true, reckoning_run, NULL},
    {"doctor", NULL, 1, 1, false, run_doctor,
     "doctor               say what is wrong here and how to mend it"},
    {"version", NULL, 1, 1, false, print_version,
     "version              print the version"},
};

void command_print_help(FILE *to)
{
    fputs("usage: barrio-hub [OPTION...] [COMMAND]\n\nCommands:\n", to);
    for (size_t i = 0; i < COUNT_OF(COMMANDS); i++) {
        if (COMMANDS[i].help)
            fprintf(to, "  %s\n", COMMANDS[i].help);
    }
    fputc('\n', to);
}

static const struct command *find(const struct options *o)
{
    if (o->words_count == 0)
        return &COMMANDS[0];
    for (size_t i = 0; i < COUNT_OF(COMMANDS); i++) {
        const struct command *c = &COMMANDS[i];
        if (strcmp(c->first, o->words[0]) == 0 &&
            (!c->second ||
             (o->words_count > 1 && strcmp(c->second, o->words[1]) == 0)))
            return c;
    }
    return NULL;
}

static enum err run(const struct command *command, struct options *o)
{
    struct archive *archive = NULL;
    enum err err = config_complete(&o->config);

    /* init writes the settings in root's own folder first. */
    if (!err && command->run != init_run)
        err = owner_follow(o->config.data);
    if (!err && command->needs_archive)
        err = archive_open(&archive, o->config.data, o->config.database);
    if (!err)
        err = command->run(o, archive);
    archive_close(archive);
    return err;
}

int command_run(struct options *options)
{
    const struct command *command = find(options);
    size_t words = options->words_count;

    if (!command ||
        (words && (words < command->least || words > command->most))) {
        fputs("That is no command; --help lists them.\n", stderr);
        return 2;
    }
    enum err err = run(command, options);
    if (err == ERR_MISSING)
        return 3;
    return err ? 1 : options->status;
}
