/* Programs on pseudo-terminals, timed like a person who types: how long from
 * the write of an input to the last byte of what comes back.
 *
 *   pty ROUNDS < PLAN
 *
 * Lines of the plan, in this order:
 *   peer NAME COMMAND...       a program at 80x24; the command "echo" is the
 *                              terminal's own echo, the limit
 *   before NAME HEX...         inputs that lead to where the timing begins
 *   step LABEL NAME HEX...     one of these inputs a round, in turn
 *   lead LABEL HEX...          untimed inputs before each of the step's own,
 *                              which is then done every fifth round
 * Each round does every step once, so that all peers meet the same weather.
 *
 * Prints for each step `LABEL.p50_us X`, `.p99_us`, `.bytes` (median) and
 * `.cpu_us` (of the process, mean); for each peer `NAME.start_us` (to the
 * first quiet), `.wakeups` (in a second of rest), `.pss_kb`, `.dirty_kb`. */
#define _XOPEN_SOURCE 700

#include "base/mem.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

enum { MOST = 32, WORDS = 64, QUIET_MS = 15, START_QUIET_MS = 150 };
enum { PATIENCE_MS = 400, SETTLE_MS = 60, INPUT_SIZE = 32, LED_EVERY = 5 };

struct peer {
    char *name;
    int master;
    pid_t child;
    double start_us;
};

struct step {
    char *label;
    struct peer *peer;
    char *inputs[WORDS];
    size_t inputs_count;
    char *lead[WORDS];
    size_t lead_count, done;
    double *last_us, *bytes, *cpu_us;
};

struct plan {
    struct peer peers[MOST];
    size_t peers_count;
    struct step steps[MOST];
    size_t steps_count;
};

static double now_us(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

static double cpu_us(pid_t pid)
{
    clockid_t clock;
    struct timespec t;

    if (clock_getcpuclockid(pid, &clock) || clock_gettime(clock, &t))
        return 0;
    return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

static void must(bool ok, const char *what)
{
    if (ok)
        return;
    perror(what);
    exit(1);
}

/* The floor: a process that writes back what it reads. */
static void echo(void)
{
    struct termios raw;
    char bytes[256];
    ssize_t n;

    tcgetattr(STDIN_FILENO, &raw);
    raw.c_lflag = 0;
    raw.c_oflag = 0;
    tcsetattr(STDIN_FILENO, TCSANOW, &raw);
    while ((n = read(STDIN_FILENO, bytes, sizeof bytes)) > 0)
        if (write(STDOUT_FILENO, bytes, (size_t)n) != n)
            break;
    _exit(0);
}

static void become(const char *slave, char **argv)
{
    struct winsize size = {.ws_row = 24, .ws_col = 80};

    setsid();
    int fd = open(slave, O_RDWR);
    ioctl(fd, TIOCSWINSZ, &size);
    dup2(fd, STDIN_FILENO);
    dup2(fd, STDOUT_FILENO);
    dup2(fd, STDERR_FILENO); /* fzf and dialog draw there */
    setenv("TERM", "xterm-256color", 1);
    if (strcmp(argv[0], "echo") == 0)
        echo();
    execvp(argv[0], argv);
    _exit(127);
}

/* Reads until nothing came for quiet_ms; the time of the last byte, or 0. */
static double drain(int fd, int quiet_ms, size_t *bytes)
{
    double last = 0;
    char data[65536];
    struct pollfd p = {.fd = fd, .events = POLLIN};
    int wait_ms = PATIENCE_MS;

    *bytes = 0;
    while (poll(&p, 1, wait_ms) > 0) {
        ssize_t n = read(fd, data, sizeof data);
        if (n <= 0)
            break;
        last = now_us();
        *bytes += (size_t)n;
        wait_ms = quiet_ms;
    }
    return last;
}

static void start(struct peer *peer, char **argv)
{
    size_t bytes;

    peer->master = posix_openpt(O_RDWR | O_NOCTTY);
    must(peer->master >= 0 && !grantpt(peer->master) && !unlockpt(peer->master),
         "pseudo-terminal");
    fcntl(peer->master, F_SETFD, FD_CLOEXEC);
    const char *slave = ptsname(peer->master);
    double begin = now_us();
    peer->child = fork();
    must(peer->child >= 0, "fork");
    if (peer->child == 0)
        become(slave, argv);
    double last = drain(peer->master, START_QUIET_MS, &bytes);
    peer->start_us = last > 0 ? last - begin : 0;
}

static size_t unhex(const char *hex, char out[INPUT_SIZE])
{
    size_t size = 0;
    unsigned byte;

    while (size < INPUT_SIZE && sscanf(hex + 2 * size, "%2x", &byte) == 1)
        out[size++] = (char)byte;
    return size;
}

static void send(const struct peer *peer, const char *hex)
{
    char bytes[INPUT_SIZE];
    size_t size = unhex(hex, bytes);

    must(write(peer->master, bytes, size) == (ssize_t)size, "write");
}

static struct peer *find(struct plan *plan, const char *name)
{
    for (size_t i = 0; i < plan->peers_count; i++)
        if (strcmp(plan->peers[i].name, name) == 0)
            return &plan->peers[i];
    fprintf(stderr, "no peer is called %s\n", name);
    exit(2);
}

static struct step *find_step(struct plan *plan, const char *label)
{
    for (size_t i = 0; i < plan->steps_count; i++)
        if (strcmp(plan->steps[i].label, label) == 0)
            return &plan->steps[i];
    fprintf(stderr, "no step is called %s\n", label);
    exit(2);
}

static void take_line(struct plan *plan, char **words, size_t count,
                      size_t rounds)
{
    size_t bytes;

    must(count >= 3 && plan->peers_count < MOST && plan->steps_count < MOST,
         "plan");
    if (strcmp(words[0], "peer") == 0) {
        struct peer *peer = &plan->peers[plan->peers_count++];
        peer->name = xstrdup(words[1]);
        words[count] = NULL;
        start(peer, words + 2);
        return;
    }
    if (strcmp(words[0], "before") == 0) {
        for (size_t i = 2; i < count; i++) {
            send(find(plan, words[1]), words[i]);
            drain(find(plan, words[1])->master, SETTLE_MS, &bytes);
        }
        return;
    }
    if (strcmp(words[0], "lead") == 0) {
        struct step *led = find_step(plan, words[1]);
        for (size_t i = 2; i < count; i++)
            led->lead[led->lead_count++] = xstrdup(words[i]);
        return;
    }
    struct step *step = &plan->steps[plan->steps_count++];
    *step =
        (struct step){.label = xstrdup(words[1]), .peer = find(plan, words[2])};
    for (size_t i = 3; i < count; i++)
        step->inputs[step->inputs_count++] = xstrdup(words[i]);
    step->last_us = xcalloc(rounds, sizeof(double));
    step->bytes = xcalloc(rounds, sizeof(double));
    step->cpu_us = xcalloc(rounds, sizeof(double));
}

static void read_plan(struct plan *plan, size_t rounds)
{
    char line[4096];

    while (fgets(line, sizeof line, stdin)) {
        char *words[WORDS + 1];
        size_t count = 0;
        char *rest = NULL;
        for (char *w = strtok_r(line, " \n", &rest); w && count < WORDS;
             w = strtok_r(NULL, " \n", &rest))
            words[count++] = w;
        if (count > 0)
            take_line(plan, words, count, rounds);
    }
}

static void do_step(struct step *step)
{
    size_t bytes, round = step->done++;

    for (size_t i = 0; i < step->lead_count; i++) {
        send(step->peer, step->lead[i]);
        drain(step->peer->master, QUIET_MS, &bytes);
    }
    double cpu = cpu_us(step->peer->child);
    double begin = now_us();

    send(step->peer, step->inputs[round % step->inputs_count]);
    double last = drain(step->peer->master, QUIET_MS, &bytes);
    step->last_us[round] = last > 0 ? last - begin : 0;
    step->bytes[round] = (double)bytes;
    step->cpu_us[round] = cpu_us(step->peer->child) - cpu;
}

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

static void report(const struct step *step)
{
    double cpu = 0;
    size_t rounds = step->done;

    for (size_t i = 0; i < rounds; i++)
        cpu += step->cpu_us[i];
    qsort(step->last_us, rounds, sizeof(double), by_size);
    qsort(step->bytes, rounds, sizeof(double), by_size);
    printf("%s.p50_us %.1f\n", step->label, step->last_us[rounds / 2]);
    printf("%s.p99_us %.1f\n", step->label, step->last_us[rounds * 99 / 100]);
    printf("%s.bytes %.0f\n", step->label, step->bytes[rounds / 2]);
    printf("%s.cpu_us %.1f\n", step->label, cpu / (double)rounds);
}

static long number_of(pid_t pid, const char *file, const char *key)
{
    char path[64], line[256];
    long value = 0;

    snprintf(path, sizeof path, "/proc/%d/%s", (int)pid, file);
    FILE *f = fopen(path, "r");
    while (f && fgets(line, sizeof line, f))
        if (strncmp(line, key, strlen(key)) == 0)
            value = strtol(line + strlen(key), NULL, 10);
    if (f)
        fclose(f);
    return value;
}

static void rest(const struct plan *plan)
{
    static const char SWITCHES[] = "voluntary_ctxt_switches:";
    long before[MOST];

    for (size_t i = 0; i < plan->peers_count; i++)
        before[i] = number_of(plan->peers[i].child, "status", SWITCHES);
    nanosleep(&(struct timespec){.tv_sec = 1}, NULL);
    for (size_t i = 0; i < plan->peers_count; i++) {
        const struct peer *p = &plan->peers[i];
        printf("%s.start_us %.0f\n", p->name, p->start_us);
        printf("%s.wakeups %ld\n", p->name,
               number_of(p->child, "status", SWITCHES) - before[i]);
        printf("%s.pss_kb %ld\n", p->name,
               number_of(p->child, "smaps_rollup", "Pss:"));
        printf("%s.dirty_kb %ld\n", p->name,
               number_of(p->child, "smaps_rollup", "Private_Dirty:"));
    }
}

static void clear(struct plan *plan)
{
    for (size_t i = 0; i < plan->peers_count; i++) {
        kill(plan->peers[i].child, SIGKILL);
        waitpid(plan->peers[i].child, NULL, 0);
        close(plan->peers[i].master);
        free(plan->peers[i].name);
    }
    for (size_t i = 0; i < plan->steps_count; i++) {
        struct step *s = &plan->steps[i];
        for (size_t n = 0; n < s->inputs_count; n++)
            free(s->inputs[n]);
        for (size_t n = 0; n < s->lead_count; n++)
            free(s->lead[n]);
        free(s->label);
        free(s->last_us);
        free(s->bytes);
        free(s->cpu_us);
    }
}

int main(int argc, char **argv)
{
    struct plan plan = {0};
    size_t rounds = argc > 1 ? strtoul(argv[1], NULL, 10) : 0;

    must(rounds > 0, "usage: pty ROUNDS < PLAN");
    read_plan(&plan, rounds);
    for (size_t round = 0; round < rounds; round++)
        for (size_t i = 0; i < plan.steps_count; i++)
            if (!plan.steps[i].lead_count || round % LED_EVERY == 0)
                do_step(&plan.steps[i]);
    for (size_t i = 0; i < plan.steps_count; i++)
        report(&plan.steps[i]);
    rest(&plan);
    clear(&plan);
    return 0;
}
