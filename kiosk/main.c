#include "colours.h"
#include "config.h"
#include "confine.h"
#include "doctor.h"
#include "kiosk.h"
#include "screen/screen.h"
#include "worker.h"

#include "ui/terminal.h"
#include "ui/theme.h"
#include "ui/touch.h"

#include "base/log.h"
#include "base/notify.h"
#include "base/owner.h"
#include "base/password.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <termios.h>
#include <unistd.h>

enum exit_code {
    EXIT_WELL = 0,
    EXIT_FAILED = 1,
    EXIT_USAGE = 2,
    EXIT_TERMINAL = 3,
    EXIT_DATA = 4,
};

/* Keys and hang-ups do not end a station: only SIGTERM does, and it is read
 * from a descriptor, so that it never interrupts a write. */
static int catch_signals(void)
{
    static const int IGNORED[] = {SIGINT,  SIGQUIT, SIGTSTP, SIGHUP,
                                  SIGTTIN, SIGTTOU, SIGPIPE};
    sigset_t terminate;

    for (size_t i = 0; i < COUNT_OF(IGNORED); i++)
        signal(IGNORED[i], SIG_IGN);
    sigemptyset(&terminate);
    sigaddset(&terminate, SIGTERM);
    if (sigprocmask(SIG_BLOCK, &terminate, NULL))
        return -1;
    return signalfd(-1, &terminate, SFD_CLOEXEC | SFD_NONBLOCK);
}

static bool is_told_to_end(int signals)
{
    struct signalfd_siginfo info;

    return read(signals, &info, sizeof info) == (ssize_t)sizeof info;
}

static void show(struct stage *stage, struct terminal *terminal)
{
    canvas_set_glyphs(stage->canvas, terminal_glyphs(terminal));
    if (stage->place == stage->foreseen) {
        terminal_turn(terminal);
        stage->foreseen = PLACE_STAY;
    }
    stage_draw(stage);
    if (stage->theme_is_new) {
        terminal_set_theme(terminal, &stage->theme);
        stage->theme_is_new = false;
        canvas_set_glyphs(stage->canvas, terminal_glyphs(terminal));
    }
    /* What the next key changes at once need not be sent. */
    if (terminal_has_input(terminal))
        return;
    if (stage->wants_bell)
        terminal_beep(terminal);
    stage->wants_bell = false;
    terminal_show(terminal, stage->canvas);
    if (stage->foreseen != PLACE_STAY)
        terminal_foresee(terminal, stage->ahead);
}

/* What the loop waits for besides the terminal. */
enum { OTHER_TOUCH, OTHER_STAGE, OTHERS = OTHER_STAGE + STAGE_WATCHES };

/* The panel that the settings name, or that a bare console may have; a
 * station goes on without. */
static struct touch *open_touch(struct stage *stage)
{
    const char *path = stage->kiosk->config.touch, *term = getenv("TERM");
    bool bare = term && strncmp(term, "linux", strlen("linux")) == 0;
    struct touch *touch = NULL;

    if (!*path && bare)
        path = "auto";
    if (!*path || touch_open(&touch, path))
        return NULL;
    stage->has_touch = true;
    calibrate_recall(stage);
    return touch;
}

static void take_touches(struct stage *stage, struct touch *touch)
{
    struct input input;

    while (touch_next(touch, canvas_width(stage->canvas),
                      canvas_height(stage->canvas), &input))
        stage_take(stage, &input);
}

/* The one loop: show, wait, act, until the operator or SIGTERM ends it. */
static void loop(struct stage *stage, struct terminal *terminal,
                 struct touch *touch, int signals)
{
    struct pollfd others[OTHERS] = {
        [OTHER_TOUCH] = {.events = POLLIN},
    };
    int64_t alive_ms = 0;

    notify_ready();
    while (stage->place != PLACE_QUIT) {
        show(stage, terminal);
        stage_watch(stage, &others[OTHER_STAGE]);
        others[OTHER_TOUCH].fd = touch ? touch_fd(touch) : -1;
        if (touch && stage->touch_is_new)
            touch_set_map(touch, &stage->touch);
        stage->touch_is_new = false;
        struct input input =
            terminal_read(terminal, others, OTHERS,
                          notify_wait(stage_wait_ms(stage), &alive_ms));
        if (input.kind == INPUT_CLOSED) {
            log_warn("the terminal is gone");
            return;
        }
        if (input.kind == INPUT_OTHER && is_told_to_end(signals)) {
            log_info("told to end");
            return;
        }
        if (input.kind == INPUT_OTHER && others[OTHER_TOUCH].revents)
            take_touches(stage, touch);
        else
            stage_take(stage, &input);
    }
}

/* Messages go to the journal when it listens, or where the caller sent them;
 * on a terminal they would spoil the screen, so to a file. */
static void move_log(const struct config *config)
{
    if (!isatty(STDERR_FILENO))
        return;
    int fd = open(config->log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0640);
    if (fd < 0)
        fd = open("/dev/null", O_WRONLY | O_CLOEXEC);
    if (fd < 0 || dup2(fd, STDERR_FILENO) < 0)
        log_warn("%s: %s; messages are lost", config->log, strerror(errno));
    if (fd > STDERR_FILENO)
        close(fd);
}

/* What is wrong before the screen opens is said on the terminal itself. */
static enum exit_code explain(enum err err, const struct config *config)
{
    fprintf(stderr, "barrio-kiosk: %s: the data folder cannot be used: %s\n",
            config->data, err_text(err));
    return EXIT_DATA;
}

static enum exit_code face(struct kiosk *kiosk, const struct theme *theme,
                           int signals, bool field)
{
    struct terminal *terminal;
    struct stage stage;

    if (terminal_open(&terminal, theme))
        return EXIT_TERMINAL;
    move_log(&kiosk->config);
    if (terminal_heed(terminal, signals) || confine(&kiosk->config)) {
        terminal_close(terminal);
        return EXIT_FAILED;
    }
    if (kiosk->visit.session == NULL && stamp_now().quality == CLOCK_UNKNOWN)
        log_warn("the clock is not set; answers are marked so");
    stage_init(&stage, kiosk, theme, terminal_width(terminal),
               terminal_height(terminal));
    stage.is_colourless = !terminal_has_colours(terminal);
    if (field)
        stage_begin_field(&stage);
    struct touch *touch = open_touch(&stage);
    loop(&stage, terminal, touch, signals);
    touch_close(touch);
    kiosk_abandon(kiosk);
    terminal_close(terminal);
    stage_clear(&stage);
    return EXIT_WELL;
}

static enum exit_code run(struct config *config, bool field)
{
    struct kiosk kiosk;
    struct theme theme;

    if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO)) {
        log_error("standard input and output must be a terminal");
        return EXIT_TERMINAL;
    }
    if (colours_load(&theme, config, config->theme)) {
        log_error("%s/%s.theme cannot be used; --theme names a file of the "
                  "folder of --themes",
                  config->themes, config->theme);
        return EXIT_USAGE;
    }
    int signals = catch_signals();
    if (signals < 0) {
        log_error("signals: %s", strerror(errno));
        return EXIT_FAILED;
    }
    enum err err = kiosk_open(&kiosk, config);
    enum exit_code code = err ? explain(err, &kiosk.config)
                              : face(&kiosk, &theme, signals, field);
    kiosk_close(&kiosk);
    close(signals);
    return code;
}

/* Whoever looks a form through before it is asked anywhere needs no terminal.
 */
static enum exit_code print_pages(struct config *config)
{
    struct kiosk kiosk;
    struct theme theme;
    const char *language = config->words[0], *first = config->words[1];
    long from = strtol(first, NULL, 10);

    if (colours_load(&theme, config, config->theme))
        return EXIT_USAGE;
    enum err err = kiosk_open(&kiosk, config);
    if (!err)
        err = confine(&kiosk.config);
    if (!err)
        err = pages_print(&kiosk, &theme, language, from > 0 ? (size_t)from : 1,
                          stdout);
    kiosk_close(&kiosk);
    return err ? EXIT_DATA : EXIT_WELL;
}

/* Reads one line without showing it, when it is typed; the hash of the PIN in
 * it, or NULL. */
static char *read_pin(void)
{
    struct termios shown, hidden;
    char pin[64] = "", *hash = NULL;
    bool typed = tcgetattr(STDIN_FILENO, &shown) == 0;

    hidden = shown;
    hidden.c_lflag &= ~(tcflag_t)ECHO;
    if (typed) {
        fputs("PIN (digits): ", stderr);
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &hidden);
    }
    bool read_one = fgets(pin, sizeof pin, stdin) != NULL;
    if (typed)
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &shown);
    pin[strcspn(pin, "\r\n")] = '\0';
    if (!read_one || strspn(pin, "0123456789") != strlen(pin) ||
        strlen(pin) < 4 || strlen(pin) > 12) {
        log_error("a PIN is 4 to 12 digits");
        return NULL;
    }
    return password_hash(pin, &hash) ? NULL : hash;
}

static enum exit_code hash_pin(void)
{
    char *hash = read_pin();

    if (!hash)
        return EXIT_USAGE;
    puts(hash);
    free(hash);
    return EXIT_WELL;
}

/* What these make, given by root, must belong to whoever serves the station:
 * a store of root's would lock kiosk and agent out. */
static bool is_for_the_station(enum request request)
{
    return request == REQUEST_DOCTOR || request == REQUEST_WORKER;
}

int main(int argc, char **argv)
{
    struct config config;
    enum exit_code code = EXIT_WELL;

    enum request request = config_read(&config, argc, argv);
    if (is_for_the_station(request) && owner_follow(config.data))
        request = REQUEST_WRONG;
    switch (request) {
    case REQUEST_HELP:
        config_print_help(stdout);
        break;
    case REQUEST_VERSION:
        puts("barrio-kiosk " BARRIO_VERSION);
        break;
    case REQUEST_EXAMPLE:
        config_print_example(stdout);
        break;
    case REQUEST_HASH_PIN:
        code = hash_pin();
        break;
    case REQUEST_DOCTOR:
        code = (enum exit_code)doctor(&config);
        break;
    case REQUEST_WORKER:
        code = (enum exit_code)worker_command(&config, read_pin);
        break;
    case REQUEST_PAGES:
        code = print_pages(&config);
        break;
    case REQUEST_WRONG:
        code = EXIT_USAGE;
        break;
    case REQUEST_FIELD:
    case REQUEST_RUN:
        code = run(&config, request == REQUEST_FIELD);
        break;
    }
    config_clear(&config);
    return (int)code;
}
