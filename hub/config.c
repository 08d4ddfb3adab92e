#include "config.h"

#include "base/file.h"
#include "base/log.h"
#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

#define AT(member) offsetof(struct config, member)

const struct conf_key CONFIG_KEYS[] = {
    {"data", CONF_TEXT, AT(data), "/var/lib/barrio/hub", 0, 0,
     "Folder of the archive: database and attachments."},
    {"database", CONF_TEXT, AT(database), "", 0, 0,
     "PostgreSQL server, such as postgresql:///barrio; empty: SQLite in the "
     "data folder. Passwords belong into ~/.pgpass."},
    {"name", CONF_TEXT, AT(name), "Barrio", 0, 0,
     "What the pages call this hub: the city or the neighbourhood."},
    {"listen", CONF_TEXT, AT(listen), "127.0.0.1", 0, 0,
     "Address to listen on. Other addresses than this machine's own need TLS "
     "or a proxy."},
    {"port", CONF_NUMBER, AT(port), "8080", 0, 65535,
     "Port to listen on; 0 takes any free one and logs it."},
    {"public_url", CONF_TEXT, AT(public_url), "", 0, 0,
     "Address that stations and people use, such as https://hub.example.org; "
     "empty: made from listen and port."},
    {"behind_proxy", CONF_BOOL, AT(behind_proxy), "no", 0, 0,
     "A proxy in front speaks TLS; plain HTTP on other addresses is allowed."},
    {"tls_certificate", CONF_TEXT, AT(tls_certificate), "", 0, 0,
     "Certificate chain (PEM); with it the hub speaks HTTPS by itself."},
    {"tls_key", CONF_TEXT, AT(tls_key), "", 0, 0,
     "Private key (PEM) of the certificate."},
    {"language", CONF_TEXT, AT(language), "es", 0, 0,
     "Language of the pages for readers who ask for none: es or en."},
    {"locale", CONF_TEXT, AT(locale), "", 0, 0,
     "Folder of the message catalogues; empty: beside the program, else the "
     "installed ones."},
    {"sandbox", CONF_BOOL, AT(sandbox), "yes", 0, 0,
     "Give up all that the program does not need once it runs."},
    {"log_level", CONF_TEXT, AT(log_level), "info", 0, 0,
     "error, warn, info or debug."},
    {"connections", CONF_NUMBER, AT(connections), "4000", 8, 60000,
     "Connections served at once."},
    {"connections_per_address", CONF_NUMBER, AT(connections_per_address), "0",
     0, 60000, "Connections of one address at once; 0: no limit."},
    {"idle_s", CONF_NUMBER, AT(idle_s), "30", 1, 3600,
     "Seconds that a connection may wait or dawdle before its request is in."},
    {"request_s", CONF_NUMBER, AT(request_s), "300", 1, 86400,
     "Seconds that the body of one request may take to arrive."},
    {"body_limit_mb", CONF_NUMBER, AT(body_limit_mb), "64", 1, 4096,
     "Largest request, in millions of bytes; a larger one is refused."},
    {"xml_limit_kb", CONF_NUMBER, AT(xml_limit_kb), "4096", 16, 65536,
     "Largest answer or form without its attachments, in thousands of bytes."},
    {"session_hours", CONF_NUMBER, AT(session_hours), "12", 1, 720,
     "Hours until somebody must sign in again."},
    {"watch", CONF_BOOL, AT(watch), "yes", 0, 0,
     "Look for what people should be told, in a process beside the hub; of "
     "several hubs on one server, one is enough."},
    {"alert_quiet_hours", CONF_NUMBER, AT(alert_quiet_hours), "26", 0, 8760,
     "Hours after which a station that was not heard of is told; 0: never."},
    {"alert_disk_mb", CONF_NUMBER, AT(alert_disk_mb), "500", 0, 1000000,
     "Free space of the data folder, in millions of bytes, below which it is "
     "told."},
    {"alert_webhook", CONF_TEXT, AT(alert_webhook), "", 0, 0,
     "Address that gets each alert as JSON by POST (with the program curl)."},
    {"alert_mail", CONF_TEXT, AT(alert_mail), "", 0, 0,
     "Mail addresses that get each alert, with commas between them."},
    {"sendmail", CONF_TEXT, AT(sendmail), "/usr/sbin/sendmail", 0, 0,
     "Program that sends mail."},
};
const size_t CONFIG_KEYS_COUNT = COUNT_OF(CONFIG_KEYS);

bool config_is_loopback(const char *address)
{
    return strncmp(address, "127.", 4) == 0 || strcmp(address, "::1") == 0 ||
           strcmp(address, "localhost") == 0;
}

static void complete_locale(struct config *config)
{
    if (*config->locale)
        return;
    free(config->locale);
    config->locale = file_of_program("locale/hub");
}

static void complete_url(struct config *config)
{
    size_t size = strlen(config->public_url);

    while (size && config->public_url[size - 1] == '/')
        config->public_url[--size] = '\0';
    if (size)
        return;
    bool v6 = strchr(config->listen, ':') != NULL;
    free(config->public_url);
    config->public_url =
        xasprintf("%s://%s%s%s:%ld", *config->tls_key ? "https" : "http",
                  v6 ? "[" : "", config->listen, v6 ? "]" : "", config->port);
}

enum err config_complete(struct config *config)
{
    enum log_level level;

    if (!*config->tls_certificate != !*config->tls_key) {
        log_error("tls_certificate and tls_key go together: set both or none");
        return ERR_FORMAT;
    }
    if (!config_is_loopback(config->listen) && !*config->tls_key &&
        !config->behind_proxy) {
        log_error("listen = %s would carry answers in the clear: set "
                  "tls_certificate and tls_key, or behind_proxy = yes",
                  config->listen);
        return ERR_DENIED;
    }
    if (!log_level_parse(config->log_level, &level)) {
        log_error("log_level: write error, warn, info or debug");
        return ERR_FORMAT;
    }
    log_set_level(level);
    complete_locale(config);
    complete_url(config);
    return ERR_NONE;
}
