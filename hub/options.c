#include "options.h"

#include "base/conf.h"
#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

static const char DEFAULT_CONFIG[] = "/etc/barrio/hub.conf";

#define AT(member) offsetof(struct options, member)

/* Options that are no settings. Their kinds are conf's, so that one reader
 * serves both; a CONF_BOOL here takes no value. */
static const struct conf_key KEYS[] = {
    {"output", CONF_TEXT, AT(output), "-", 0, 0, "export: file to write."},
    {"format", CONF_TEXT, AT(format), "csv", 0, 0,
     "export: csv, jsonl, xlsx, geojson, files (attachments) or "
     "datapackage."},
    {"table", CONF_TEXT, AT(table), "", 0, 0,
     "export: a repeat's table instead of the main one."},
    {"labels_in", CONF_TEXT, AT(labels_in), "", 0, 0,
     "export: language of labels, such as es."},
    {"after", CONF_TEXT, AT(after), "", 0, 0,
     "export: only answers after this cursor."},
    {"upto", CONF_TEXT, AT(upto), "", 0, 0,
     "export: only answers up to this cursor."},
    {"from", CONF_TEXT, AT(from), "", 0, 0,
     "export: only answers received from this day or time on."},
    {"until", CONF_TEXT, AT(until), "", 0, 0,
     "export: only answers received before this day or time."},
    {"of_station", CONF_TEXT, AT(of_station), "", 0, 0,
     "export: only answers of this station."},
    {"state", CONF_TEXT, AT(state), "", 0, 0,
     "export: answers of these states: accepted, excluded, superseded, all."},
    {"reviewed", CONF_TEXT, AT(reviewed), "", 0, 0,
     "export: only received, hasIssues, approved or rejected answers."},
    {"version", CONF_TEXT, AT(version), "", 0, 0,
     "export: only answers to this version of the form."},
    {"where", CONF_TEXT, AT(where), "", 0, 0,
     "export: a condition, such as 'age >= 18 and needs = light'."},
    {"within", CONF_TEXT, AT(within), "", 0, 0,
     "export: only answers of stations in this neighbourhood, or in these, a "
     "line each."},
    {"labels", CONF_BOOL, AT(labels), "no", 0, 0,
     "export: labels of choices instead of their names."},
    {"split", CONF_BOOL, AT(split), "no", 0, 0,
     "export: one 1/0 column for each choice of several."},
    {"all", CONF_BOOL, AT(all), "no", 0, 0,
     "export: answers of every state, not only accepted ones."},
    {"spreadsheet", CONF_BOOL, AT(spreadsheet), "no", 0, 0,
     "export: a ' before texts that a spreadsheet would run."},
    {"json", CONF_BOOL, AT(json), "no", 0, 0, "export: JSON lines, no CSV."},
    {"closed_text", CONF_BOOL, AT(closed_text), "no", 0, 0,
     "export: free text only of answers that were approved."},
    {"await", CONF_BOOL, AT(await), "no", 0, 0,
     "export: let the hub that serves project what is there, up to --upto."},
    {"progress", CONF_BOOL, AT(progress), "no", 0, 0,
     "export --output FILE: print rows read and rows in all, as it goes on."},
    {"raw", CONF_BOOL, AT(raw), "no", 0, 0,
     "export --format files: with the answers' documents as they came."},
    {"private_key", CONF_TEXT, AT(private_key), "", 0, 0,
     "release: opens an encrypted form's answers (PEM); on a copy of the "
     "archive, never at the hub."},
    {"passphrase_file", CONF_TEXT, AT(passphrase_file), "", 0, 0,
     "release: file with the private key's passphrase."},
    {"rebuild", CONF_BOOL, AT(rebuild), "no", 0, 0,
     "project: drop the projection first and make it again."},
    {"dry_run", CONF_BOOL, AT(dry_run), "no", 0, 0,
     "retention run: only say what would be deleted."},
    {"once", CONF_BOOL, AT(once), "no", 0, 0,
     "watch: look and tell once, then end."},
    {"no_password", CONF_BOOL, AT(no_password), "no", 0, 0,
     "admin add: nobody signs in by password, only by link."},
    {"print_config", CONF_BOOL, AT(print_config), "no", 0, 0,
     "Print the settings file with its defaults."},
    {"help", CONF_BOOL, AT(help), "no", 0, 0, "Print this."},
};

static const struct conf_key *find(const struct conf_key *keys, size_t count,
                                   const char *name)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(keys[i].name, name) == 0)
            return &keys[i];
    }
    return NULL;
}

/* "--body-limit-mb" -> "body_limit_mb"; -o is --output. */
static char *key_name(const char *argument)
{
    if (strcmp(argument, "-o") == 0)
        return xstrdup("output");
    char *name = xstrdup(argument + strspn(argument, "-"));
    for (char *c = name; *c; c++) {
        if (*c == '-')
            *c = '_';
    }
    return name;
}

/* `init` writes the settings file. */
static bool is_first_day(int argc, char **argv)
{
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "init") == 0)
            return true;
    }
    return false;
}

static bool load_file(struct options *out, int argc, char **argv)
{
    const char *path = NULL;

    for (int i = 1; i + 1 < argc; i++) {
        if (strcmp(argv[i], "--config") == 0)
            path = argv[i + 1];
    }
    out->config_path = path ? path : DEFAULT_CONFIG;
    enum err err = conf_load(out->config_path, CONFIG_KEYS, CONFIG_KEYS_COUNT,
                             &out->config);
    bool may_miss = !path || is_first_day(argc, argv);
    if (err == ERR_MISSING && !may_miss)
        fprintf(stderr, "%s: there is no such settings file\n", path);
    return !err || (err == ERR_MISSING && may_miss);
}

/* Sets what one option says and moves past it. */
static bool take_option(struct options *out, int argc, char **argv, int *i)
{
    char *name = key_name(argv[*i]);
    const struct conf_key *own = find(KEYS, COUNT_OF(KEYS), name);
    bool takes_value = !own || own->type != CONF_BOOL;
    bool is_known = own || strcmp(name, "config") == 0 ||
                    find(CONFIG_KEYS, CONFIG_KEYS_COUNT, name);
    enum err err = ERR_NONE;

    if (!is_known || (takes_value && *i + 1 == argc)) {
        fprintf(stderr,
                is_known ? "%s: write a value after it\n"
                         : "%s: no such option; --help lists them\n",
                argv[*i]);
        free(name);
        return false;
    }
    const char *value = takes_value ? argv[++*i] : "yes";
    if (own)
        err = conf_set(KEYS, COUNT_OF(KEYS), name, value, out);
    else if (strcmp(name, "config") != 0)
        err =
            conf_set(CONFIG_KEYS, CONFIG_KEYS_COUNT, name, value, &out->config);
    free(name);
    return !err;
}

bool options_read(struct options *out, int argc, char **argv)
{
    *out = (struct options){.words_count = 0};
    conf_defaults(KEYS, COUNT_OF(KEYS), out);
    conf_defaults(CONFIG_KEYS, CONFIG_KEYS_COUNT, &out->config);
    if (!load_file(out, argc, argv))
        return false;
    for (int i = 1; i < argc; i++) {
        if (argv[i][0] == '-' && argv[i][1]) {
            if (!take_option(out, argc, argv, &i))
                return false;
            continue;
        }
        if (out->words_count == OPTIONS_WORDS) {
            fprintf(stderr, "%s: too many words\n", argv[i]);
            return false;
        }
        out->words[out->words_count++] = argv[i];
    }
    return true;
}

void options_clear(struct options *options)
{
    conf_clear(KEYS, COUNT_OF(KEYS), options);
    conf_clear(CONFIG_KEYS, CONFIG_KEYS_COUNT, &options->config);
}

static void print_key(const struct conf_key *key, FILE *to)
{
    fputs("  --", to);
    for (const char *c = key->name; *c; c++)
        fputc(*c == '_' ? '-' : *c, to);
    fprintf(to, "%s  %s\n", key->type == CONF_TEXT ? " X" : "", key->help);
}

void options_print_help(FILE *to)
{
    fputs("Options:\n  --config FILE  Settings file "
          "[/etc/barrio/hub.conf].\n",
          to);
    for (size_t i = 0; i < COUNT_OF(KEYS); i++)
        print_key(&KEYS[i], to);
    fputs("\nSettings (in the file as `key = value`, here as --key value):\n",
          to);
    conf_print_help(CONFIG_KEYS, CONFIG_KEYS_COUNT, to);
}
