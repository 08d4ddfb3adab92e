#include "agent.h"
#include "bundle.h"
#include "config.h"
#include "confine.h"
#include "doctor.h"
#include "identity.h"
#include "lock.h"
#include "status.h"
#include "word.h"

#include "base/attr.h"
#include "base/buf.h"
#include "base/file.h"
#include "base/log.h"
#include "base/owner.h"
#include "store/db.h"
#include "store/delivery.h"
#include "store/outbox.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { EXIT_FINE, EXIT_FAILED, EXIT_USAGE };

static const char USUAL_FILE[] = "/etc/barrio/sync.conf";

enum { MOST_ARGUMENTS = 2 };

/* What the command line asks for beside settings. */
struct request {
    const char *file;
    const char *command;                  /* "" runs the agent */
    const char *argument[MOST_ARGUMENTS]; /* "" where there is none */
    size_t arguments;
    bool once;
    bool as_json;
    bool help, version, example;
};

static int run_agent(const struct config *config, const struct request *r)
{
    struct agent agent;
    int lock;

    if (file_make_folder(config->data) || lock_take(config->data, &lock))
        return EXIT_FAILED;
    if (!*config->first.url && config->more_count == 0)
        log_warn("no server is set (url): answers are kept here");
    enum err err = confine(config);
    if (err) {
        lock_release(lock);
        return EXIT_FAILED;
    }
    err = agent_open(&agent, config, r->once);
    if (!err)
        err = agent_run(&agent);
    bool worried = !err && r->once && agent_has_worries(&agent);
    agent_close(&agent);
    lock_release(lock);
    return err || worried ? EXIT_FAILED : EXIT_FINE;
}

static int run_status(const struct config *config, const struct request *r)
{
    bool is_running = lock_is_taken(config->data);

    return status_print(config, is_running, r->as_json, stdout) ? EXIT_FAILED
                                                                : EXIT_FINE;
}

static int run_parked(const struct config *config, const struct request *r)
{
    enum err err = *r->argument[0]
                       ? status_export_parked(config, r->argument[0])
                       : status_print_parked(config, stdout);

    return err ? EXIT_FAILED : EXIT_FINE;
}

static int run_doctor(const struct config *config, const struct request *r)
{
    return doctor(config, r->file ? r->file : USUAL_FILE);
}

/* A running agent is told by a note and the bell. */
static int run_retry(const struct config *config, const struct request *r)
{
    struct db *db;
    int64_t all = 0;
    enum err err = outbox_open(&db, config->data);

    (void)r;
    for (size_t i = 0; !err && i < config_targets_count(config); i++) {
        int64_t count;
        err = delivery_retry(db, config_target(config, i)->name, &count);
        all += count;
    }
    if (!err)
        err = outbox_note(db, "retry_asked", "yes");
    db_close(db);
    if (err)
        return EXIT_FAILED;
    outbox_ring(config->data);
    printf("%lld parked answers wait again\n", (long long)all);
    return EXIT_FINE;
}

/* Keys must not change under a running agent. */
static int run_alone(const struct config *config, const struct request *r,
                     enum err (*run)(const struct config *config,
                                     const char *argument))
{
    int lock;

    if (file_make_folder(config->data) || lock_take(config->data, &lock))
        return EXIT_FAILED;
    enum err err =
        run(config, r->argument[r->arguments ? r->arguments - 1 : 0]);
    lock_release(lock);
    return err ? EXIT_FAILED : EXIT_FINE;
}

static int run_enrol(const struct config *config, const struct request *r)
{
    if (r->arguments != 2) {
        log_error("write barrio-sync enrol URL CODE");
        return EXIT_USAGE;
    }
    return run_alone(config, r, identity_enrol);
}

static enum err rotate(const struct config *config, const char *argument)
{
    (void)argument;
    return identity_rotate(config);
}

static int run_rotate(const struct config *config, const struct request *r)
{
    return run_alone(config, r, rotate);
}

static int run_bundle(const struct config *config, const struct request *r)
{
    struct bundle_result result = {0};
    struct db *db = NULL;
    struct buf text;

    if (!r->arguments) {
        log_error("write barrio-sync bundle FOLDER, where the stick is");
        return EXIT_USAGE;
    }
    buf_init(&text, 0);
    enum err err = outbox_open(&db, config->data);
    if (!err)
        err = bundle_exchange(config, db, r->argument[0], &result);
    bundle_say(&result, &text);
    if (!err)
        puts(buf_text(&text));
    buf_clear(&text);
    db_close(db);
    return err || result.refused ? EXIT_FAILED : EXIT_FINE;
}

static int run_promise(const struct config *config, const struct request *r)
{
    struct buf text;

    if (!r->arguments) {
        log_error("write barrio-sync promise \"CODE\", the 16 digits of a "
                  "receipt");
        return EXIT_USAGE;
    }
    buf_init(&text, 0);
    enum err err = word_show(config, r->argument[0], &text);
    if (!err)
        fputs(buf_text(&text), stdout);
    buf_clear(&text);
    return err ? EXIT_FAILED : EXIT_FINE;
}

static const struct {
    const char *name;
    const char *help;
    int (*run)(const struct config *config, const struct request *request);
} COMMANDS[] = {
    {"", "deliver answers and fetch forms until told to end", run_agent},
    {"status", "say in one line a target how things are; --json for programs",
     run_status},
    {"parked", "list refused answers, or with FOLDER write them there",
     run_parked},
    {"enrol", "URL CODE: make this board a station of the hub there",
     run_enrol},
    {"rotate-key", "replace the station's key by a new one", run_rotate},
    {"bundle", "FOLDER: take verdicts from a stick, write what waits there",
     run_bundle},
    {"promise", "CODE: what the hub signed about the answer of a receipt",
     run_promise},
    {"doctor", "say what is wrong here and how to mend it", run_doctor},
    {"retry", "let parked and held answers wait again, and try at once",
     run_retry},
};

static void print_help(void)
{
    puts("barrio-sync: delivers a station's answers and fetches its forms.\n\n"
         "usage: barrio-sync [COMMAND] [--config FILE] [--SETTING VALUE]...\n");
    for (size_t i = 0; i < COUNT_OF(COMMANDS); i++)
        printf("  %-18s %s\n", *COMMANDS[i].name ? COMMANDS[i].name : "(none)",
               COMMANDS[i].help);
    printf("  %-18s one pull and one push, then end; 1 when something waits\n"
           "  %-18s settings file, otherwise %s when it is there\n"
           "  %-18s print a commented settings file\n"
           "  %-18s print the version\n\n"
           "Settings (in the file `name = value`, here --name value):\n",
           "--once", "--config FILE", USUAL_FILE, "--print-config",
           "--version");
    config_print_help(stdout);
    puts("\nExit status: 0 all is well, 1 failed or something waits, 2 wrong "
         "usage.");
}

static bool *find_flag(struct request *r, const char *option)
{
    const struct {
        const char *option;
        bool *flag;
    } flags[] = {
        {"--once", &r->once},       {"--json", &r->as_json},
        {"--help", &r->help},       {"-h", &r->help},
        {"--version", &r->version}, {"--print-config", &r->example},
    };

    for (size_t i = 0; i < COUNT_OF(flags); i++) {
        if (strcmp(option, flags[i].option) == 0)
            return flags[i].flag;
    }
    return NULL;
}

/* Reads what is no setting; settings follow once the file is known. */
static bool scan(int argc, char **argv, struct request *r)
{
    for (int i = 1; i < argc; i++) {
        bool *flag = find_flag(r, argv[i]);
        if (flag) {
            *flag = true;
        } else if (strncmp(argv[i], "--", 2) == 0) {
            if (++i == argc) {
                log_error("%s: a value is missing; --help lists the settings",
                          argv[i - 1]);
                return false;
            }
            if (strcmp(argv[i - 1], "--config") == 0)
                r->file = argv[i];
        } else if (!*r->command) {
            r->command = argv[i];
        } else if (r->arguments < MOST_ARGUMENTS) {
            r->argument[r->arguments++] = argv[i];
        }
    }
    return true;
}

static enum err read_options(int argc, char **argv, struct config *config)
{
    struct request unused = {0};
    enum err err = ERR_NONE;

    for (int i = 1; !err && i < argc; i++) {
        if (strncmp(argv[i], "--", 2) != 0 || find_flag(&unused, argv[i]))
            continue;
        if (strcmp(argv[i], "--config") != 0)
            err = config_set(config, argv[i], argv[i + 1]);
        i++;
    }
    return err;
}

/* What enrolment brought comes before the file, and the command line before
 * both; which folder it lies in, they say. The kiosk writes in that folder as
 * well, and one that was taken over must not choose where answers go. */
static enum err read_enrolled(struct config *config)
{
    char *path = identity_settings_path(config->data);
    enum err err = config_load_own(config, path);

    free(path);
    return err == ERR_MISSING ? ERR_NONE : err;
}

static enum err read_settings(int argc, char **argv, const struct request *r,
                              struct config *config)
{
    bool enrols = strcmp(r->command, "enrol") == 0;
    enum err err = config_load(config, r->file ? r->file : USUAL_FILE);

    if (err == ERR_MISSING && r->file)
        log_error("%s: there is no such settings file", r->file);
    else if (err == ERR_MISSING)
        err = ERR_NONE;
    if (!err)
        err = read_options(argc, argv, config);
    if (!err)
        err = owner_follow(config->data);
    if (!err && !enrols)
        err = read_enrolled(config);
    if (!err)
        err = read_options(argc, argv, config);
    if (!err && enrols && r->arguments)
        err = config_set(config, "--url", r->argument[0]);
    if (!err)
        err = config_complete(config);
    return err;
}

static int run(int argc, char **argv, const struct request *r)
{
    struct config config = {0};
    int status = EXIT_USAGE;

    config_defaults(&config);
    enum err err = read_settings(argc, argv, r, &config);
    for (size_t i = 0; !err && i < COUNT_OF(COMMANDS); i++) {
        if (strcmp(r->command, COMMANDS[i].name) == 0)
            status = COMMANDS[i].run(&config, r);
    }
    config_clear(&config);
    return status;
}

static bool knows(const char *command)
{
    for (size_t i = 0; i < COUNT_OF(COMMANDS); i++) {
        if (strcmp(command, COMMANDS[i].name) == 0)
            return true;
    }
    log_error("%s: no such command; --help lists them", command);
    return false;
}

int main(int argc, char **argv)
{
    struct request r = {.command = "", .argument = {"", ""}};

    if (!scan(argc, argv, &r))
        return EXIT_USAGE;
    if (r.help)
        print_help();
    if (r.version)
        puts("barrio-sync " BARRIO_VERSION);
    if (r.example)
        config_print_example(stdout);
    if (r.help || r.version || r.example)
        return EXIT_FINE;
    return knows(r.command) ? run(argc, argv, &r) : EXIT_USAGE;
}
