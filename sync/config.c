#include "config.h"

#include "allowance.h"

#include "base/buf.h"
#include "base/conf.h"
#include "base/file.h"
#include "base/log.h"
#include "base/mem.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>

enum { LARGEST_TOKEN = 4096, LARGEST_NAME = 60, TARGETS_LARGEST = 16 };

/* A target's settings stand in the main file and, by the same names, in the
 * file of each further target. */
#define TARGET_KEYS(base)                                                        \
    {"name",                                                                     \
     CONF_TEXT,                                                                  \
     (base) + offsetof(struct target, name),                                     \
     "hub",                                                                      \
     0,                                                                          \
     0,                                                                          \
     "short name of this target, for messages and in the station's database"},   \
        {"url",                                                                  \
         CONF_TEXT,                                                              \
         (base) + offsetof(struct target, url),                                  \
         "",                                                                     \
         0,                                                                      \
         0,                                                                      \
         "address before /formList and /submission; empty: deliver nothing"},    \
        {"auth",                                                                 \
         CONF_TEXT,                                                              \
         (base) + offsetof(struct target, auth),                                 \
         "bearer",                                                               \
         0,                                                                      \
         0,                                                                      \
         "how to sign in: none (or token in url), bearer, token, basic, "        \
         "digest"},                                                              \
        {"token", CONF_TEXT, (base) + offsetof(struct target, token),     "",    \
         0,       0,         "this station's token, for bearer and token"},      \
        {"token_file",                                                           \
         CONF_TEXT,                                                              \
         (base) + offsetof(struct target, token_file),                           \
         "",                                                                     \
         0,                                                                      \
         0,                                                                      \
         "file with the token or password, better than writing it here"},        \
        {"user", CONF_TEXT, (base) + offsetof(struct target, user), "",          \
         0,      0,         "user name, for basic and digest"},                  \
        {"password",                                                             \
         CONF_TEXT,                                                              \
         (base) + offsetof(struct target, password),                             \
         "",                                                                     \
         0,                                                                      \
         0,                                                                      \
         "password, for basic and digest"},                                      \
        {"ca_file",                                                              \
         CONF_TEXT,                                                              \
         (base) + offsetof(struct target, ca_file),                              \
         "",                                                                     \
         0,                                                                      \
         0,                                                                      \
         "certificates to trust instead of the system's (PEM)"},                 \
        {"hub_key",                                                              \
         CONF_TEXT,                                                              \
         (base) + offsetof(struct target, hub_key),                              \
         "",                                                                     \
         0,                                                                      \
         0,                                                                      \
         "the hub's public key (barrio-hub key); empty: trust the first "        \
         "seen"},                                                                \
        {"plain_http",                                                           \
         CONF_BOOL,                                                              \
         (base) + offsetof(struct target, plain_http),                           \
         "no",                                                                   \
         0,                                                                      \
         0,                                                                      \
         "yes: let the token travel unencrypted to another machine"},            \
        {"forms", CONF_BOOL, (base) + offsetof(struct target, forms),     "yes", \
         0,       0,         "offer the forms that this target publishes"},      \
    {                                                                            \
        "bulk", CONF_BOOL, (base) + offsetof(struct target, bulk), "yes", 0,     \
            0, "use the bulk protocol where the target offers it"                \
    }

#define AT(member) offsetof(struct config, member)

static const struct conf_key STATION_KEYS[] = {
    TARGET_KEYS(AT(first)),
    {"targets", CONF_TEXT, AT(targets), "/etc/barrio/targets", 0, 0,
     "folder with one file NAME.conf for each further target"},
    {"station", CONF_TEXT, AT(station), "barrio-1", 0, 0,
     "name of this station; never a person's"},
    {"data", CONF_TEXT, AT(data), "/var/lib/barrio", 0, 0,
     "folder of the answers that wait; shared with barrio-kiosk only"},
    {"forms_folder", CONF_TEXT, AT(forms_folder), "", 0, 0,
     "folder of the forms; empty: forms in the data folder"},
    {"poll_minutes", CONF_NUMBER, AT(poll_minutes), "15", 1, 10080,
     "how often to ask for new forms"},
    {"retry_min_s", CONF_NUMBER, AT(retry_min_s), "2", 1, 3600,
     "longest pause after a first failure; it doubles with each further one"},
    {"retry_max_s", CONF_NUMBER, AT(retry_max_s), "900", 1, 86400,
     "longest pause of all"},
    {"hold_minutes", CONF_NUMBER, AT(hold_minutes), "60", 1, 10080,
     "how long answers wait whose form the target does not know"},
    {"park_after", CONF_NUMBER, AT(park_after), "8", 1, 1000,
     "failures of one answer, while others pass, after which it is parked"},
    {"retention_days", CONF_NUMBER, AT(retention_days), "30", 0, 3650,
     "days that delivered answers stay here; 0: for ever"},
    {"connect_s", CONF_NUMBER, AT(connect_s), "30", 1, 600,
     "seconds to wait for a connection"},
    {"stall_s", CONF_NUMBER, AT(stall_s), "60", 1, 3600,
     "seconds without a byte after which a connection is given up"},
    {"quiet_hours", CONF_TEXT, AT(quiet_hours), "", 0, 0,
     "hours of the day without network, such as 22-6; empty: none"},
    {"daily_kilobytes", CONF_NUMBER, AT(daily_kilobytes), "0", 0, 100000000,
     "thousands of bytes a day over the network, both ways; 0: no limit"},
    {"sandbox", CONF_BOOL, AT(sandbox), "yes", 0, 0,
     "give up all that the program does not need once it runs"},
    {"heartbeat_minutes", CONF_NUMBER, AT(heartbeat_minutes), "60", 0, 10080,
     "how often to tell a hub of ours how this station is; 0: never"},
    {"machine", CONF_TEXT, AT(machine), "/sys", 0, 0,
     "where the board tells its heat and voltage"},
    {"sticks", CONF_TEXT, AT(sticks), "", 0, 0,
     "where USB sticks are mounted; empty: /media, /run/media and /mnt"},
    {"log_level", CONF_TEXT, AT(log_level), "info", 0, 0,
     "error, warn, info or debug"},
};

static const struct conf_key FURTHER_KEYS[] = {TARGET_KEYS(0)};

void config_defaults(struct config *config)
{
    conf_defaults(STATION_KEYS, COUNT_OF(STATION_KEYS), config);
}

enum err config_load(struct config *config, const char *path)
{
    return conf_load(path, STATION_KEYS, COUNT_OF(STATION_KEYS), config);
}

enum err config_load_own(struct config *config, const char *path)
{
    return conf_load_own(path, STATION_KEYS, COUNT_OF(STATION_KEYS), config);
}

enum err config_set(struct config *config, const char *option,
                    const char *value)
{
    char *name = xstrdup(option + 2);

    for (char *at = name; *at; at++) {
        if (*at == '-')
            *at = '_';
    }
    enum err err =
        conf_set(STATION_KEYS, COUNT_OF(STATION_KEYS), name, value, config);
    free(name);
    return err;
}

/* A secret in a file of its own can be readable by this program alone. */
static enum err read_secret(struct target *target)
{
    struct buf text;
    char **member = strcmp(target->auth, "basic") == 0 ||
                            strcmp(target->auth, "digest") == 0
                        ? &target->password
                        : &target->token;

    if (!*target->token_file)
        return ERR_NONE;
    buf_init(&text, LARGEST_TOKEN);
    enum err err = file_read(target->token_file, &text);
    if (err == ERR_MISSING)
        log_error("%s: there is no such file; make it or clear token_file",
                  target->token_file);
    while (text.size && strchr("\r\n \t", text.data[text.size - 1]))
        buf_truncate(&text, text.size - 1);
    free(*member);
    *member = buf_steal(&text);
    return err;
}

static bool is_header_text(const char *text)
{
    for (; *text; text++) {
        if ((unsigned char)*text < ' ' || *text == 0x7f)
            return false;
    }
    return true;
}

static enum err complete_target(struct target *target)
{
    static const char *const WAYS[] = {"none", "bearer", "token", "basic",
                                       "digest"};
    size_t way = 0;
    size_t size = strlen(target->url);

    while (way < COUNT_OF(WAYS) && strcmp(target->auth, WAYS[way]) != 0)
        way++;
    if (way == COUNT_OF(WAYS)) {
        log_error("%s: auth: write none, bearer, token, basic or digest",
                  target->name);
        return ERR_FORMAT;
    }
    if (!file_name_is_safe(target->name) ||
        strlen(target->name) > LARGEST_NAME) {
        log_error("name: write a short one without slashes");
        return ERR_FORMAT;
    }
    while (size && target->url[size - 1] == '/')
        target->url[--size] = '\0';
    if (size && strncmp(target->url, "http://", 7) != 0 &&
        strncmp(target->url, "https://", 8) != 0) {
        log_error("%s: url: write https://... (or http://...)", target->name);
        return ERR_FORMAT;
    }
    enum err err = read_secret(target);
    if (!err &&
        (!is_header_text(target->token) || !is_header_text(target->url))) {
        log_error("%s: token or url holds control characters", target->name);
        err = ERR_FORMAT;
    }
    return err;
}

static enum err add_target(struct config *config, const char *path)
{
    if (config->more_count == TARGETS_LARGEST) {
        log_error("%s: more than %d targets", path, TARGETS_LARGEST);
        return ERR_LIMIT;
    }
    config->more = xreallocarray(config->more, config->more_count + 1,
                                 sizeof *config->more);
    struct target *target = &config->more[config->more_count++];
    *target = (struct target){0};
    conf_defaults(FURTHER_KEYS, COUNT_OF(FURTHER_KEYS), target);
    enum err err =
        conf_load(path, FURTHER_KEYS, COUNT_OF(FURTHER_KEYS), target);
    if (!err)
        err = complete_target(target);
    for (size_t i = 0; !err && i + 1 < config_targets_count(config); i++) {
        if (strcmp(config_target(config, i)->name, target->name) != 0)
            continue;
        log_error("%s: another target is called \"%s\": change `name`", path,
                  target->name);
        err = ERR_CONFLICT;
    }
    return err;
}

static bool is_conf(const char *name)
{
    size_t size = strlen(name);

    return name[0] != '.' && size > 5 && strcmp(name + size - 5, ".conf") == 0;
}

static enum err load_targets(struct config *config)
{
    struct dirent **names;
    enum err err = ERR_NONE;
    int count = scandir(config->targets, &names, NULL, alphasort);

    for (int i = 0; i < count; i++) {
        char *path = file_join(config->targets, names[i]->d_name);
        if (!err && is_conf(names[i]->d_name))
            err = add_target(config, path);
        free(path);
        free(names[i]);
    }
    if (count >= 0)
        free(names);
    return err;
}

enum err config_complete(struct config *config)
{
    enum log_level level;
    struct quiet quiet;

    if (!log_level_parse(config->log_level, &level)) {
        log_error("log_level: write error, warn, info or debug");
        return ERR_FORMAT;
    }
    log_set_level(level);
    if (!quiet_parse(config->quiet_hours, &quiet)) {
        log_error("quiet_hours: write two hours such as 22-6, or nothing");
        return ERR_FORMAT;
    }
    if (config->retry_min_s > config->retry_max_s) {
        log_error("retry_min_s is more than retry_max_s: exchange them");
        return ERR_FORMAT;
    }
    if (!*config->forms_folder) {
        free(config->forms_folder);
        config->forms_folder = file_join(config->data, "forms");
    }
    enum err err = complete_target(&config->first);
    return err ? err : load_targets(config);
}

void config_clear(struct config *config)
{
    for (size_t i = 0; i < config->more_count; i++)
        conf_clear(FURTHER_KEYS, COUNT_OF(FURTHER_KEYS), &config->more[i]);
    free(config->more);
    config->more = NULL;
    config->more_count = 0;
    conf_clear(STATION_KEYS, COUNT_OF(STATION_KEYS), config);
}

size_t config_targets_count(const struct config *config)
{
    return 1 + config->more_count;
}

const struct target *config_target(const struct config *config, size_t i)
{
    return i == 0 ? &config->first : &config->more[i - 1];
}

void config_print_example(FILE *to)
{
    conf_print_example(STATION_KEYS, COUNT_OF(STATION_KEYS), to);
}

void config_print_help(FILE *to)
{
    conf_print_help(STATION_KEYS, COUNT_OF(STATION_KEYS), to);
}
