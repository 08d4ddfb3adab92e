#include "doctor.h"

#include "config.h"
#include "lock.h"
#include "status.h"

#include "base/attr.h"
#include "base/certificate.h"
#include "base/doctor.h"

#include <string.h>

enum { WORRY_MB = 256, WORRY_DAYS = 30 };

static void server(struct doctor *d, const struct target *t)
{
    int days;

    if (!*t->url) {
        doctor_say(d, HEALTH_WORRY, t->name,
                   "write the server's address into the settings (url), or "
                   "enrol the station (barrio-sync enrol URL CODE)",
                   "no server is set: answers stay here");
        return;
    }
    bool is_plain = strncmp(t->url, "http://", 7) == 0;
    doctor_say(d, is_plain && t->plain_http ? HEALTH_WORRY : HEALTH_FINE,
               t->name,
               "write https in the settings (url) and remove plain_http",
               is_plain ? "%s, without encryption" : "%s", t->url);
    if (!*t->ca_file)
        return;
    enum err err = certificate_days_left(t->ca_file, &days);
    if (err)
        doctor_say(d, HEALTH_WRONG, t->name,
                   "correct ca_file, or copy the hub's certificate there",
                   "%s holds no certificate that can be read", t->ca_file);
    else
        doctor_say(d,
                   days < 0            ? HEALTH_WRONG
                   : days < WORRY_DAYS ? HEALTH_WORRY
                                       : HEALTH_FINE,
                   t->name, "ask the hub's administrator for the new one",
                   "%s is good for %d more days", t->ca_file, days);
}

int doctor(const struct config *config, const char *settings)
{
    struct doctor d = {.to = stdout};

    if (doctor_folder(&d, config->data)) {
        doctor_disk(&d, config->data, WORRY_MB);
        doctor_say(&d, lock_is_taken(config->data) ? HEALTH_FINE : HEALTH_WORRY,
                   "agent", "start it: systemctl enable --now barrio-sync",
                   lock_is_taken(config->data) ? "running" : "not running");
        status_judge(config, &d);
    }
    for (size_t i = 0; i < config_targets_count(config); i++)
        server(&d, config_target(config, i));
    doctor_secret(&d, settings);
    doctor_clock(&d);
    doctor_sandbox(&d, config->sandbox);
    return (int)d.worst;
}
