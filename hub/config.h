/* The hub's settings: one table that --help, the example file and the reader
 * of deploy/barrio-hub.conf all walk. */
#ifndef HUB_CONFIG_H
#define HUB_CONFIG_H

#include "base/attr.h"
#include "base/conf.h"
#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>

struct config {
    char *data;
    char *database;
    char *name;
    char *listen;
    long port;
    char *public_url;
    bool behind_proxy;
    char *tls_certificate;
    char *tls_key;
    char *language;
    char *locale;
    bool sandbox;
    bool watch;
    char *log_level;
    long connections;
    long connections_per_address;
    long idle_s;
    long request_s;
    long body_limit_mb;
    long xml_limit_kb;
    long session_hours;
    long alert_quiet_hours;
    long alert_disk_mb;
    char *alert_webhook;
    char *alert_mail;
    char *sendmail;
};

extern const struct conf_key CONFIG_KEYS[];
extern const size_t CONFIG_KEYS_COUNT;

/* Checks what the table cannot: ERR_DENIED when answers would cross a network
 * in the clear, ERR_FORMAT when settings contradict each other; logged with
 * the remedy. Fills public_url and locale when they were left empty. */
MUST_USE enum err config_complete(struct config *config);

/* Whether an address is only reachable from this very machine. */
bool config_is_loopback(const char *address);

#endif
