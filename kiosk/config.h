/* The settings of a station's face: one table fills the struct, prints
 * --help and deploy/barrio-kiosk.conf. */
#ifndef KIOSK_CONFIG_H
#define KIOSK_CONFIG_H

#include "base/attr.h"
#include "base/err.h"

#include <stdbool.h>
#include <stdio.h>

struct config {
    char *station, *place;
    char *data, *forms, *form, *hub;
    char *languages, *language;
    char *theme, *themes, *fonts, *blocks, *voice, *headphones, *logo, *glyphs,
        *locale, *log;
    char *asks, *reader, *pin, *phone, *uploads, *places, *hours;
    char *touch, *stick, *gpsd;
    char *camera, *recorder, *device_uses;
    long idle_seconds, warning_seconds, thanks_seconds, guard_ms;
    long print, volume, scan_ms, repeat_ms;
    long cell_width_um, cell_height_um;
    long device_seconds, upload_mb, scanner_ms;
    long field_keep_days, field_lock_minutes;
    const char *words[2]; /* behind a command, "" when there are none */
    bool braille, mouse, bidi, keep_partial, sandbox;
};

/* What the command line asks for, besides settings. */
enum request {
    REQUEST_RUN,
    REQUEST_HELP,
    REQUEST_VERSION,
    REQUEST_EXAMPLE,
    REQUEST_HASH_PIN,
    REQUEST_DOCTOR, /* with the settings read */
    REQUEST_FIELD,  /* to run for field workers; likewise */
    REQUEST_WORKER, /* words say what about them; likewise */
    REQUEST_PAGES,  /* words say which (screen/screen.h); likewise */
    REQUEST_WRONG,  /* said why in the log */
};

/* Reads settings: fallbacks, then the file of --config (or the usual one,
 * when it is there), then `--name value` for any setting. The caller ends
 * with config_clear whatever was returned. */
MUST_USE enum request config_read(struct config *out, int argc, char **argv);
/* Frees what config_read gave. */
void config_clear(struct config *config);
/* Prints --help. */
void config_print_help(FILE *to);
/* Prints the commented example file. */
void config_print_example(FILE *to);

#endif
