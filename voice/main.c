/* barrio-voice: speaks what the kiosk hands it, line by line on standard
 * input, through speech-dispatcher. It is a program of its own so that a
 * station without speech carries nothing of it, and a speech server that
 * hangs stops nobody. Each line is an order and what it is about:
 *
 *     language es     rate 20     volume 60     (both from -100 to 100)
 *     say TEXT        spell X     stop
 *
 * It ends with its input. */
#include "server.h"

#include "base/attr.h"
#include "base/file.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/sandbox.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { EXIT_FINE, EXIT_FAILED, EXIT_USAGE, LONGEST_LINE = 8192 };

static enum err stop(struct server *server, const char *about)
{
    (void)about;
    return server_command(server, "CANCEL SELF", "");
}

static enum err language(struct server *server, const char *about)
{
    return server_command(server, "SET SELF LANGUAGE", about);
}

static enum err rate(struct server *server, const char *about)
{
    return server_command(server, "SET SELF RATE", about);
}

static enum err volume(struct server *server, const char *about)
{
    return server_command(server, "SET SELF VOLUME", about);
}

static enum err spell(struct server *server, const char *about)
{
    return server_command(server, "CHAR", *about == ' ' ? "space" : about);
}

static const struct order {
    const char *word;
    enum err (*obey)(struct server *server, const char *about);
} ORDERS[] = {
    {"stop", stop}, {"say", server_speak}, {"spell", spell},
    {"rate", rate}, {"volume", volume},    {"language", language},
};

static enum err obey(struct server *server, char *line)
{
    char *about = strchr(line, ' ');

    if (about)
        *about++ = '\0';
    for (size_t i = 0; i < COUNT_OF(ORDERS); i++)
        if (strcmp(line, ORDERS[i].word) == 0)
            return ORDERS[i].obey(server, about ? about : "");
    log_warn("%s: no such order", line);
    return ERR_NONE;
}

static int serve(const char *path)
{
    char line[LONGEST_LINE];
    struct server server;
    enum err err = server_open(&server, path);

    while (!err && fgets(line, sizeof line, stdin)) {
        line[strcspn(line, "\n")] = '\0';
        err = obey(&server, line);
    }
    server_close(&server);
    return err ? EXIT_FAILED : EXIT_FINE;
}

/* The socket that speech-dispatcher makes for a user of its own; the caller
 * frees it. */
static char *usual_socket(void)
{
    const char *folder = getenv("XDG_RUNTIME_DIR");

    return file_join(folder && *folder ? folder : "/run",
                     "speech-dispatcher/speechd.sock");
}

int main(int argc, char **argv)
{
    bool is_help = argc == 2 && strcmp(argv[1], "--help") == 0;

    if (argc == 2 && strcmp(argv[1], "--version") == 0) {
        puts("barrio-voice " BARRIO_VERSION);
        return EXIT_FINE;
    }
    if (argc > 2 || is_help) {
        puts("usage: barrio-voice [SOCKET of speech-dispatcher]\n"
             "Speaks the orders on standard input, one a line: say TEXT, "
             "spell X, stop,\nlanguage TAG, rate N, volume N.");
        return is_help ? EXIT_FINE : EXIT_USAGE;
    }
    char *path = argc == 2 && *argv[1] ? xstrdup(argv[1]) : usual_socket();
    const struct sandbox_path paths[] = {{path, SANDBOX_DEVICE}};
    enum err err = sandbox_enter(&(struct sandbox){
        .paths = paths,
        .paths_count = COUNT_OF(paths),
        .sockets = SANDBOX_LOCAL,
    });
    int code = err ? EXIT_FAILED : serve(path);
    free(path);
    return code;
}
