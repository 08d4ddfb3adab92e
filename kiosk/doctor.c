#include "doctor.h"

#include "colours.h"
#include "config.h"

#include "ui/theme.h"

#include "base/attr.h"
#include "base/doctor.h"
#include "base/err.h"
#include "base/file.h"
#include "form/catalog.h"
#include "store/db.h"
#include "store/outbox.h"

#include <glob.h>
#include <langinfo.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { WORRY_MB = 512, MANY_WAITING = 5000 };

static void forms(struct doctor *d, const struct config *config)
{
    struct catalog *catalog;

    if (catalog_open(&catalog, config->forms)) {
        doctor_say(d, HEALTH_WRONG, "forms",
                   "put a form into this folder, or let barrio-sync fetch some",
                   "%s cannot be read", config->forms);
        return;
    }
    size_t good = catalog_count(catalog), bad = catalog_refused(catalog);
    doctor_say(
        d,
        !good ? HEALTH_WRONG
        : bad ? HEALTH_WORRY
              : HEALTH_FINE,
        "forms",
        bad ? "barrio-form check says what is wrong with the refused ones"
            : "put a form into this folder, or let barrio-sync fetch some",
        "%zu can be asked, %zu are refused", good, bad);
    if (*config->form && !catalog_find(catalog, config->form))
        doctor_say(d, HEALTH_WRONG, "form",
                   "correct `form` in the settings, or bring that form",
                   "%s is not among them", config->form);
    catalog_free(catalog);
}

static void store(struct doctor *d, const struct config *config)
{
    struct outbox_counts counts = {0};
    struct db *db = NULL;
    enum err err = outbox_open(&db, config->data);

    if (!err)
        err = outbox_count(db, NULL, &counts);
    db_close(db);
    if (err)
        doctor_say(d, HEALTH_WRONG, "store",
                   "the line above says why; do not delete the file, answers "
                   "may lie in it",
                   "station.db cannot be used: %s", err_text(err));
    else
        doctor_say(d,
                   counts.waiting > MANY_WAITING ? HEALTH_WORRY : HEALTH_FINE,
                   "store", "barrio-sync doctor says why they do not leave",
                   "%lld answers, %lld of them wait", (long long)counts.total,
                   (long long)counts.waiting);
}

static void look(struct doctor *d, const struct config *config)
{
    struct theme theme;

    doctor_say(d,
               colours_load(&theme, config, config->theme) ? HEALTH_WRONG
                                                           : HEALTH_FINE,
               "theme", "`theme` names a file of the folder `themes`", "%s",
               config->theme);
    setlocale(LC_CTYPE, "");
    bool is_utf8 = strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
    doctor_say(d, is_utf8 ? HEALTH_FINE : HEALTH_WORRY, "characters",
               "set LANG=C.UTF-8 where the kiosk is started",
               "the locale's character set is %s", nl_langinfo(CODESET));
    bool is_measured = config->cell_width_um && config->cell_height_um;
    doctor_say(d, is_measured ? HEALTH_FINE : HEALTH_WORRY, "targets",
               "measure a character on the glass and set cell_width_um and "
               "cell_height_um, so that targets are large enough for fingers",
               is_measured ? "%ld x %ld micrometres a character"
                           : "a character's size is not known",
               config->cell_width_um, config->cell_height_um);
}

/* The operator's way in, and who signs what residents read. */
static void people(struct doctor *d, const struct config *config)
{
    doctor_say(d, *config->pin ? HEALTH_FINE : HEALTH_WORRY, "operator's menu",
               "make a PIN with barrio-kiosk --hash-pin and set `pin`",
               *config->pin ? "behind a PIN" : "closed: no PIN is set");
    bool is_said = *config->asks && *config->reader;
    doctor_say(d, is_said ? HEALTH_FINE : HEALTH_WORRY, "privacy notice",
               "set `asks` and `reader`, or let the form's own settings say it",
               is_said ? "says who asks and who reads"
                       : "does not say who asks or who reads");
}

static void touch(struct doctor *d)
{
    const char *term = getenv("TERM");
    glob_t found = {0};

    if (!term || strcmp(term, "linux") != 0)
        return;
    glob("/dev/input/event*", 0, NULL, &found);
    size_t readable = 0;
    for (size_t i = 0; i < found.gl_pathc; i++)
        readable += access(found.gl_pathv[i], R_OK) == 0;
    doctor_say(d, readable == found.gl_pathc ? HEALTH_FINE : HEALTH_WORRY,
               "touch screen", "let the kiosk's user into the group input",
               "%zu of %zu input devices can be read", readable,
               found.gl_pathc);
    globfree(&found);
}

int doctor(const struct config *config)
{
    struct doctor d = {.to = stdout};

    if (doctor_folder(&d, config->data)) {
        doctor_disk(&d, config->data, WORRY_MB);
        store(&d, config);
        forms(&d, config);
    }
    doctor_clock(&d);
    doctor_sandbox(&d, config->sandbox);
    look(&d, config);
    people(&d, config);
    touch(&d);
    return (int)d.worst;
}
