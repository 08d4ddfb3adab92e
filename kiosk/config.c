#include "config.h"

#include "campaign.h"
#include "gps.h"

#include "base/conf.h"
#include "base/file.h"
#include "base/log.h"
#include "base/mem.h"

#include <assert.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char USUAL_FILE[] = "/etc/barrio/kiosk.conf";

#define AT(member) offsetof(struct config, member)
static const struct conf_key KEYS[] = {
    {"station", CONF_TEXT, AT(station), "barrio-1", 0, 0,
     "name of this station, sent with every answer; never a person's"},
    {"place", CONF_TEXT, AT(place), "Barrio", 0, 0,
     "what the first row of the screen says, such as Luna 3, Plaza Mayor"},
    {"data", CONF_TEXT, AT(data), "/var/lib/barrio", 0, 0,
     "folder of the answers that wait; shared with barrio-sync only"},
    {"forms", CONF_TEXT, AT(forms), "", 0, 0,
     "folder of the forms; empty: forms in the data folder"},
    {"form", CONF_TEXT, AT(form), "", 0, 0,
     "id of the only form to offer; empty: all that the folder holds"},
    {"hub", CONF_TEXT, AT(hub), "", 0, 0,
     "address of the hub's pages, such as https://city.example, for the QR "
     "code of the receipt; empty: the code to type alone"},
    {"languages", CONF_TEXT, AT(languages), "es en fr pt ar", 0, 0,
     "languages offered to residents, in this order"},
    {"language", CONF_TEXT, AT(language), "es", 0, 0,
     "language of the first screen"},
    {"theme", CONF_TEXT, AT(theme), "plaza", 0, 0,
     "colours: plaza, noche, contraste, or another file in themes"},
    {"themes", CONF_TEXT, AT(themes), "", 0, 0,
     "folder of themes; empty: the installed one"},
    {"fonts", CONF_TEXT, AT(fonts), "", 0, 0,
     "folder of the fonts of large print; empty: the installed one"},
    {"print", CONF_NUMBER, AT(print), "0", 0, 4,
     "size of the print that everybody finds, 1 to 4; 0: as cell_height_um "
     "needs for capitals of at least 4.8 mm. Whoever wants another presses + "
     "or taps A+"},
    {"blocks", CONF_TEXT, AT(blocks), "auto", 0, 0,
     "half, quadrant or sextant: which parts of a cell the font has for large "
     "print; auto: quadrant, or half where glyphs are not round"},
    {"braille", CONF_BOOL, AT(braille), "no", 0, 0,
     "pages of plain lines, one thing below the other, for a Braille display "
     "that follows the cursor"},
    {"scan_ms", CONF_NUMBER, AT(scan_ms), "0", 0, 10000,
     "for whoever has one switch (a blank or Enter): how long the focus rests "
     "on each thing once the switch was pressed; 0: no scanning"},
    {"repeat_ms", CONF_NUMBER, AT(repeat_ms), "0", 0, 10000,
     "how long a key is held until it repeats; 0: as the keyboard does"},
    {"voice", CONF_TEXT, AT(voice), "", 0, 0,
     "speech, by speech-dispatcher: auto, or the path of its socket; empty: "
     "none. Whoever wants it presses * on the first screen"},
    {"volume", CONF_NUMBER, AT(volume), "50", -100, 100,
     "loudness of the voice that everybody finds"},
    {"headphones", CONF_TEXT, AT(headphones), "", 0, 0,
     "file that says 1 while headphones are plugged in, such as "
     "/sys/class/extcon/extcon0/state: speech is for them only; empty: a "
     "loudspeaker, and what is typed hidden is not spelled"},
    {"logo", CONF_TEXT, AT(logo), "", 0, 0,
     "file with the city's sign in letters, at most ten rows, for the first "
     "screen; empty: a street"},
    {"glyphs", CONF_TEXT, AT(glyphs), "auto", 0, 0,
     "auto, round, console or ascii: which signs the font has"},
    {"locale", CONF_TEXT, AT(locale), "", 0, 0,
     "folder of the translated words; empty: the installed one"},
    {"bidi", CONF_BOOL, AT(bidi), "yes", 0, 0,
     "turn and join Arabic here; no for terminals that do it themselves"},
    {"mouse", CONF_BOOL, AT(mouse), "yes", 0, 0, "take taps and clicks"},
    {"sandbox", CONF_BOOL, AT(sandbox), "yes", 0, 0,
     "give up all that the program does not need once it runs"},
    {"touch", CONF_TEXT, AT(touch), "", 0, 0,
     "touch panel of a bare console: auto, or a device such as "
     "/dev/input/event2; empty: auto where TERM is linux, else none"},
    {"guard_ms", CONF_NUMBER, AT(guard_ms), "500", 0, 5000,
     "the same tap or key again within this time is ignored"},
    {"idle_seconds", CONF_NUMBER, AT(idle_seconds), "60", 1, 3600,
     "without a tap for so long, the station asks whether anybody is there"},
    {"warning_seconds", CONF_NUMBER, AT(warning_seconds), "20", 1, 3600,
     "then it waits so long before it ends the visit"},
    {"thanks_seconds", CONF_NUMBER, AT(thanks_seconds), "45", 1, 3600,
     "how long the thanks stay before that question is asked"},
    {"keep_partial", CONF_BOOL, AT(keep_partial), "no", 0, 0,
     "keep an abandoned visit, marked unfinished; residents are told which"},
    {"hours", CONF_TEXT, AT(hours), "", 0, 0,
     "opening hours, such as mon-fri 08:00-20:00, sat 09:00-13:00; empty: "
     "always. NAME.conf beside NAME.xml may set from, until, hours, asks, "
     "reader and partial for one form"},
    {"asks", CONF_TEXT, AT(asks), "", 0, 0,
     "who asks, in the privacy notice: an office and a person"},
    {"reader", CONF_TEXT, AT(reader), "", 0, 0,
     "who reads single answers, in the privacy notice"},
    {"pin", CONF_TEXT, AT(pin), "", 0, 0,
     "hash of the operator's PIN, made by barrio-kiosk --hash-pin; empty: no "
     "operator's menu"},
    {"phone", CONF_TEXT, AT(phone), "", 0, 0,
     "address where one may answer on one's own phone, such as "
     "https://city.example/b: the first screen shows it; empty: none"},
    {"stick", CONF_TEXT, AT(stick), "", 0, 0,
     "folder where a stick is mounted, for the operator's menu to copy what "
     "waits; empty: not offered"},
    {"places", CONF_TEXT, AT(places), "", 0, 0,
     "file of places, lines `name = latitude longitude`; empty: typed"},
    {"gpsd", CONF_TEXT, AT(gpsd), "", 0, 0,
     "address of the position daemon, such as localhost:2947: where a form "
     "asks for a position, it is taken from the satellites; empty: typed, or "
     "chosen from places"},
    {"uploads", CONF_TEXT, AT(uploads), "", 0, 0,
     "folder whose files a resident may give where a form asks for one; "
     "empty: none"},
    {"upload_mb", CONF_NUMBER, AT(upload_mb), "8", 1, 16,
     "how large such a file may be, in megabytes"},
    {"camera", CONF_TEXT, AT(camera), "", 0, 0,
     "command that takes a picture, such as /usr/bin/fswebcam -q FILE, where "
     "FILE is the path to write; empty: pictures come from uploads"},
    {"recorder", CONF_TEXT, AT(recorder), "", 0, 0,
     "command that records sound until it ends by itself, likewise"},
    {"device_uses", CONF_TEXT, AT(device_uses), "", 0, 0,
     "what these commands need besides, parted by blanks: programs that they "
     "start, and devices such as /dev/video0"},
    {"device_seconds", CONF_NUMBER, AT(device_seconds), "30", 1, 600,
     "how long such a command may take"},
    {"scanner_ms", CONF_NUMBER, AT(scanner_ms), "0", 0, 200,
     "for a scanner of codes that is a keyboard: keys that come within so many "
     "milliseconds and end with Enter are one code, 30 suits most; typed keys "
     "are shown so much later. 0: there is none"},
    {"field_keep_days", CONF_NUMBER, AT(field_keep_days), "30", 1, 3650,
     "how many days a field worker's list keeps what was sent"},
    {"field_lock_minutes", CONF_NUMBER, AT(field_lock_minutes), "10", 1, 1440,
     "so long without a key, a field worker has to type the PIN again"},
    {"cell_width_um", CONF_NUMBER, AT(cell_width_um), "0", 0, 100000,
     "width of a character on the glass in micrometres; 0: not measured"},
    {"cell_height_um", CONF_NUMBER, AT(cell_height_um), "0", 0, 100000,
     "height of a character; both make targets of at least 12.7 mm"},
    {"log", CONF_TEXT, AT(log), "", 0, 0,
     "file for messages; empty: the journal, or kiosk.log in the data folder"},
};
#undef AT

static const struct {
    const char *option;
    enum request request;
    const char *help;
} REQUESTS[] = {
    {"--help", REQUEST_HELP, "print this"},
    {"--version", REQUEST_VERSION, "print the version"},
    {"--print-config", REQUEST_EXAMPLE, "print a commented settings file"},
    {"--hash-pin", REQUEST_HASH_PIN, "read a PIN and print what `pin` needs"},
    {"doctor", REQUEST_DOCTOR, "say what is wrong here and how to mend it"},
    {"--field", REQUEST_FIELD, "run for field workers, who sign in by a PIN"},
    {"worker", REQUEST_WORKER, "add NAME (reads a PIN), remove NAME, or list"},
    {"pages", REQUEST_PAGES,
     "print each question as it would look: LANGUAGE and the first's number"},
};

/* "--idle-seconds" names the setting idle_seconds. */
static enum err set_option(struct config *out, const char *option,
                           const char *value)
{
    char *name = xstrdup(option + 2);

    for (char *at = name; *at; at++) {
        if (*at == '-')
            *at = '_';
    }
    enum err err = conf_set(KEYS, COUNT_OF(KEYS), name, value, out);
    free(name);
    return err;
}

static enum err load(struct config *out, const char *path, bool must_exist)
{
    enum err err = conf_load(path, KEYS, COUNT_OF(KEYS), out);

    if (err == ERR_MISSING && !must_exist)
        return ERR_NONE;
    if (err == ERR_MISSING)
        log_error("%s: there is no such settings file", path);
    return err;
}

static enum request find_request(const char *option)
{
    for (size_t i = 0; i < COUNT_OF(REQUESTS); i++) {
        if (strcmp(option, REQUESTS[i].option) == 0)
            return REQUESTS[i].request;
    }
    return REQUEST_RUN;
}

/* Words behind a command, at most as many as any has. */
static int words_behind(int argc, char **argv, int i)
{
    enum { MOST = COUNT_OF(((struct config *)0)->words) };
    int count = 0;

    while (count < MOST && i + 1 + count < argc && argv[i + 1 + count] &&
           strncmp(argv[i + 1 + count], "--", 2) != 0)
        count++;
    return count;
}

static bool has_words(enum request request)
{
    return request == REQUEST_WORKER || request == REQUEST_PAGES;
}

/* Words that it takes on the command line: a setting has its value behind. */
static int width(int argc, char **argv, int i)
{
    enum request request = find_request(argv[i]);

    if (has_words(request))
        return 1 + words_behind(argc, argv, i);
    return request == REQUEST_RUN ? 2 : 1;
}

static bool needs_settings(enum request request)
{
    return request == REQUEST_RUN || request == REQUEST_DOCTOR ||
           request == REQUEST_FIELD || has_words(request);
}

static void take_words(struct config *out, int argc, char **argv, int i)
{
    int count = words_behind(argc, argv, i);

    for (int n = 0; n < (int)COUNT_OF(out->words); n++)
        out->words[n] = n < count ? argv[i + 1 + n] : "";
}

static bool is_config(const char *option)
{
    assert(option);
    return strcmp(option, "--config") == 0;
}

/* Checks the shape of the command line and finds the settings file. */
static enum request scan(struct config *out, int argc, char **argv,
                         const char **file)
{
    enum request asked = REQUEST_RUN;

    for (int i = 1; i < argc; i += width(argc, argv, i)) {
        enum request request = find_request(argv[i]);
        if (!needs_settings(request))
            return request;
        if (has_words(request))
            take_words(out, argc, argv, i);
        if (request != REQUEST_RUN) {
            asked = request;
            continue;
        }
        if (strncmp(argv[i], "--", 2) != 0 || i + 1 == argc) {
            log_error("%s: write --setting VALUE; --help lists the settings",
                      argv[i]);
            return REQUEST_WRONG;
        }
        if (is_config(argv[i]))
            *file = argv[i + 1];
    }
    return asked;
}

static void fill(char **member, char *text)
{
    if (!**member) {
        free(*member);
        *member = text;
    } else {
        free(text);
    }
}

/* Folders that were left empty are where the program's own data are. */
static void fill_folders(struct config *out)
{
    fill(&out->forms, file_join(out->data, "forms"));
    fill(&out->themes, file_of_program("themes"));
    fill(&out->fonts, file_of_program("fonts"));
    fill(&out->locale, file_of_program("locale/kiosk"));
    fill(&out->log, file_join(out->data, "kiosk.log"));
}

enum request config_read(struct config *out, int argc, char **argv)
{
    const char *file = NULL;

    *out = (struct config){0};
    conf_defaults(KEYS, COUNT_OF(KEYS), out);
    enum request request = scan(out, argc, argv, &file);
    if (!needs_settings(request))
        return request;
    enum err err = load(out, file ? file : USUAL_FILE, file != NULL);
    for (int i = 1, words; !err && i + 1 < argc; i += words) {
        words = width(argc, argv, i);
        if (find_request(argv[i]) == REQUEST_RUN && !is_config(argv[i]))
            err = set_option(out, argv[i], argv[i + 1]);
    }
    if (!err && !hours_are_valid(out->hours)) {
        log_error("hours = %s: write mon-fri 08:00-20:00, sat 09:00-13:00",
                  out->hours);
        err = ERR_FORMAT;
    }
    if (!err && *out->gpsd && !gps_address(out->gpsd, NULL, &(int){0})) {
        log_error("gpsd = %s: write localhost:2947, or an IPv4 address and a "
                  "port",
                  out->gpsd);
        err = ERR_FORMAT;
    }
    if (!err)
        fill_folders(out);
    return err ? REQUEST_WRONG : request;
}

void config_clear(struct config *config)
{
    conf_clear(KEYS, COUNT_OF(KEYS), config);
}

void config_print_help(FILE *to)
{
    fprintf(to, "barrio-kiosk: a neighbourhood station, asks and keeps "
                "answers.\n\nusage: barrio-kiosk [--config FILE] [--SETTING "
                "VALUE]...\n\n");
    for (size_t i = 0; i < COUNT_OF(REQUESTS); i++)
        fprintf(to, "  %-18s %s\n", REQUESTS[i].option, REQUESTS[i].help);
    fprintf(to, "  %-18s settings file, otherwise %s when it is there\n",
            "--config FILE", USUAL_FILE);
    fprintf(to, "\nSettings (in the file `name = value`, here --name "
                "value):\n");
    conf_print_help(KEYS, COUNT_OF(KEYS), to);
    fputs("\nThe operator's menu: on the first screen tap the top right corner "
          "five times,\nor press 0 five times, within ten seconds; then the "
          "PIN and #.\n\nExit status: 0 ended by the operator or SIGTERM, 2 "
          "wrong usage,\n3 no usable terminal, 4 the data folder cannot be "
          "used.\n",
          to);
}

void config_print_example(FILE *to)
{
    fprintf(to, "# Settings of barrio-kiosk, with their fallbacks. Remove the "
                "# before a name\n# to change one. Printed by barrio-kiosk "
                "--print-config.\n\n");
    conf_print_example(KEYS, COUNT_OF(KEYS), to);
}
