#include "doctor.h"

#include "archive.h"
#include "config.h"
#include "quarantine.h"
#include "sql.h"
#include "station.h"

#include "base/attr.h"
#include "base/certificate.h"
#include "base/doctor.h"
#include "base/stamp.h"

#include <sys/resource.h>

enum {
    WORRY_MB = 2048,
    WORRY_DAYS = 21,
    SILENT_DAYS = 2,
    DAY_MS = 24 * 3600 * 1000
};

/* What the archive must hold before anybody can be asked anything. */
static const struct {
    const char *what, *statement, *remedy;
} NEEDED[] = {
    {"people", "SELECT count(*) FROM person",
     "add the first one: barrio-hub admin add NAME"},
    {"forms", "SELECT count(*) FROM form",
     "publish one: barrio-hub publish FILE"},
    {"stations", "SELECT count(*) FROM station",
     "add one: barrio-hub station add NAME"},
};

static void needed(struct doctor *d, struct archive *archive)
{
    for (size_t i = 0; i < COUNT_OF(NEEDED); i++) {
        int64_t count = 0;
        if (sql_number(archive->sql, 0, &count, NEEDED[i].statement))
            continue;
        doctor_say(d, count ? HEALTH_FINE : HEALTH_WORRY, NEEDED[i].what,
                   NEEDED[i].remedy, "%lld", (long long)count);
    }
}

struct silence {
    int64_t before_ms;
    long long count;
};

static void count_silent(void *context, const struct station *station)
{
    struct silence *silence = context;

    if (!station->is_revoked && station->seen_ms < silence->before_ms)
        silence->count++;
}

static void silent_stations(struct doctor *d, struct archive *archive)
{
    struct silence silence = {.before_ms = stamp_now().wall_ms -
                                           SILENT_DAYS * (int64_t)DAY_MS};

    if (station_each(archive, count_silent, &silence))
        return;
    doctor_say(d, silence.count ? HEALTH_WORRY : HEALTH_FINE, "silence",
               "the page Stations says which; look at their network first",
               "%lld stations were not heard for %d days", silence.count,
               SILENT_DAYS);
}

static void waiting(struct doctor *d, struct archive *archive)
{
    int64_t count = 0;

    if (quarantine_count(archive, &count))
        return;
    doctor_say(d, count ? HEALTH_WORRY : HEALTH_FINE, "quarantine",
               "decide on them on the page Quarantine",
               "%lld answers wait for a decision", (long long)count);
}

static void archive(struct doctor *d, const struct config *config)
{
    struct archive *archive = NULL;

    if (archive_open(&archive, config->data, config->database)) {
        doctor_say(d, HEALTH_WRONG, "archive",
                   "the line above says why; do not delete the file, answers "
                   "lie in it",
                   "it cannot be opened");
        return;
    }
    doctor_say(d, HEALTH_FINE, "archive", "", "%s",
               archive->is_file ? "SQLite" : "PostgreSQL");
    needed(d, archive);
    silent_stations(d, archive);
    waiting(d, archive);
    archive_close(archive);
}

static void encryption(struct doctor *d, const struct config *config)
{
    int days;

    if (!*config->tls_certificate) {
        bool is_open = !config_is_loopback(config->listen);
        doctor_say(
            d, is_open && !config->behind_proxy ? HEALTH_WRONG : HEALTH_FINE,
            "encryption", "set tls_certificate and tls_key",
            is_open ? "left to the proxy in front"
                    : "not needed: only this machine is served");
        return;
    }
    if (certificate_days_left(config->tls_certificate, &days)) {
        doctor_say(d, HEALTH_WRONG, "certificate",
                   "correct tls_certificate, or let the hub's user read it",
                   "%s holds no certificate that can be read",
                   config->tls_certificate);
        return;
    }
    doctor_say(d,
               days < 0            ? HEALTH_WRONG
               : days < WORRY_DAYS ? HEALTH_WORRY
                                   : HEALTH_FINE,
               "certificate", "renew it, then start the hub again",
               "good for %d more days", days);
}

static void open_files(struct doctor *d, const struct config *config)
{
    struct rlimit limit;

    if (getrlimit(RLIMIT_NOFILE, &limit))
        return;
    doctor_say(d,
               limit.rlim_max < (rlim_t)config->connections ? HEALTH_WORRY
                                                            : HEALTH_FINE,
               "connections", "raise LimitNOFILE in the unit",
               "%ld wanted, %llu files allowed", config->connections,
               (unsigned long long)limit.rlim_max);
}

int doctor(const struct config *config)
{
    struct doctor d = {.to = stdout};

    if (doctor_folder(&d, config->data)) {
        doctor_disk(&d, config->data, WORRY_MB);
        archive(&d, config);
    }
    encryption(&d, config);
    open_files(&d, config);
    doctor_clock(&d);
    doctor_sandbox(&d, config->sandbox);
    return (int)d.worst;
}
