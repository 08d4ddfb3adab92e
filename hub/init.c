#include "init.h"

#include "archive.h"
#include "audit.h"
#include "base/arena.h"
#include "base/buf.h"
#include "base/file.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/owner.h"
#include "base/stamp.h"
#include "base/words.h"
#include "options.h"
#include "people.h"
#include "tongue.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LONGEST_LINE = 256, LINK_DAYS = 1, LARGEST_SETTINGS = 1 << 20 };

/* Before the language is known both are spoken. */
static const char *const ASK[] = {
    "Name of the city or neighbourhood / Nombre de la ciudad o del barrio: ",
    "Language of the pages / Idioma de las páginas (es, en) [es]: ",
    ("Your name: you are the first Leader / Su nombre: usted es la primera "
     "persona Líder: "),
};

struct init {
    struct options *options;
    struct words *words;
    char name[LONGEST_LINE], language[LONGEST_LINE], leader[LONGEST_LINE];
};

/* One line; control characters in it would break the settings file. */
static bool ask(const char *question, char out[LONGEST_LINE])
{
    fputs(question, stderr);
    if (!fgets(out, LONGEST_LINE, stdin))
        return false;
    out[strcspn(out, "\r\n")] = '\0';
    for (char *c = out; *c; c++) {
        if ((unsigned char)*c < ' ')
            return false;
    }
    return true;
}

static bool ask_all(struct init *init)
{
    char *const answers[] = {init->name, init->language, init->leader};

    for (size_t i = 0; i < COUNT_OF(ASK); i++) {
        if (!ask(ASK[i], answers[i]))
            return false;
    }
    if (!*init->language)
        strcpy(init->language, "es");
    const char *known = tongue_of_pages(init->language);
    return known && strcmp(known, init->language) == 0 && *init->name &&
           *init->leader && strlen(init->leader) <= PERSON_LONGEST;
}

static bool begins_with(const char *line, const char *key)
{
    size_t size = strlen(key);

    line += strspn(line, " \t");
    return strncmp(line, key, size) == 0 &&
           line[size + strspn(line + size, " \t")] == '=';
}

/* Keeps every line of a settings file but those that are asked for here. */
static void keep_others(struct buf *out, char *text)
{
    char *rest = NULL;

    for (char *line = strtok_r(text, "\n", &rest); line;
         line = strtok_r(NULL, "\n", &rest)) {
        if (begins_with(line, "name") || begins_with(line, "language"))
            continue;
        buf_puts(out, line);
        buf_putc(out, '\n');
    }
}

static void add_all(struct buf *out, const struct config *c)
{
    buf_printf(out,
               "# Written by barrio-hub init; barrio-hub --print-config "
               "explains every setting.\n"
               "data = %s\nlisten = %s\nport = %ld\npublic_url = %s\n",
               c->data, c->listen, c->port, c->public_url);
}

/* A package brings a settings file along: then only name and language are
 * set in it. */
static enum err write_settings(const struct init *init, const char *path)
{
    struct buf before, text;

    buf_init(&before, LARGEST_SETTINGS);
    buf_init(&text, 0);
    enum err err = file_read(path, &before);
    if (!err)
        keep_others(&text, before.data ? before.data : (char[]){""});
    else if (err == ERR_MISSING)
        add_all(&text, &init->options->config);
    if (!err || err == ERR_MISSING) {
        buf_printf(&text, "name = %s\nlanguage = %s\n", init->name,
                   init->language);
        err = file_write(path, text.data, text.size);
    }
    if (err)
        log_error("%s: %s", path, err_text(err));
    buf_clear(&before);
    buf_clear(&text);
    return err;
}

static void tell(const struct init *init, const char *english)
{
    puts(words_get(init->words, init->language, english));
}
#define N_(english) english

static void explain(const struct init *init, const char *path, const char *link)
{
    puts("");
    tell(init, N_("The hub is set up. Three steps to the first answer:"));
    puts("");
    tell(init, N_("1. Start the hub, and leave it running:"));
    printf("   barrio-hub --config %s\n", path);
    tell(init, N_("2. Open this link in a browser on this computer. It works "
                  "once, today; you choose your password there:"));
    printf("   %s\n", link);
    tell(init, N_("3. The pages lead on: publish a survey, add a station, type "
                  "its code at the station."));
}

static enum err add_leader(const struct init *init, struct archive *archive,
                           char secret[TOKEN_TEXT_SIZE])
{
    int64_t person, now = stamp_now().wall_ms;
    enum err err = people_add(archive, init->leader, "", now, &person);

    if (!err)
        err =
            audit_note(archive, "command line", "add leader", init->leader, "");
    return err ? err
               : link_new(archive, person, LINK_INVITE,
                          now + LINK_DAYS * 86400000LL, secret);
}

static enum err set_up(struct init *init, const char *path)
{
    const struct config *c = &init->options->config;
    struct archive *archive = NULL;
    char secret[TOKEN_TEXT_SIZE];
    enum err err = write_settings(init, path);

    if (!err)
        err = owner_follow(c->data);
    if (!err)
        err = archive_open(&archive, c->data, c->database);
    if (!err)
        err = add_leader(init, archive, secret);
    archive_close(archive);
    if (err)
        return err;
    char *link = xasprintf("%s/invite/%s", c->public_url, secret);
    explain(init, path, link);
    free(link);
    return ERR_NONE;
}

/* Somebody who is there already would be surprised by another Leader. */
static enum err check_empty(const struct config *c)
{
    char *path = file_join(c->data, "hub.db");
    bool is_new = !*c->database && !file_exists(path);
    struct archive *archive = NULL;
    struct arena *arena = arena_new();
    struct person person;
    enum err err =
        is_new ? ERR_MISSING : archive_open(&archive, c->data, c->database);

    if (!err)
        err = people_first(archive, arena, &person);
    archive_close(archive);
    arena_free(arena);
    free(path);
    if (err == ERR_NONE) {
        log_error("this hub was set up before, its people are there already. "
                  "Nothing was changed");
        return ERR_CONFLICT;
    }
    return err == ERR_MISSING ? ERR_NONE : err;
}

enum err init_run(struct options *options, struct archive *archive)
{
    struct init init = {.options = options};
    const char *path = options->config_path;

    (void)archive;
    enum err err = check_empty(&options->config);
    if (err)
        return err;
    if (!ask_all(&init)) {
        log_error("answer each question with a line: a name, es or en, your "
                  "name. Nothing was changed");
        return ERR_FORMAT;
    }
    init.words = words_open(options->config.locale, "es");
    err = set_up(&init, path);
    words_free(init.words);
    return err;
}
