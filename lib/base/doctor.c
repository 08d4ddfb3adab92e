#include "base/doctor.h"

#include "base/err.h"
#include "base/file.h"
#include "base/sandbox.h"
#include "base/stamp.h"

#include <errno.h>
#include <stdarg.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { SHOWN_DATE = 10 };

static const char *const MARKS[] = {
    [HEALTH_FINE] = "ok   ",
    [HEALTH_WORRY] = "worry",
    [HEALTH_WRONG] = "WRONG",
};

void doctor_say(struct doctor *doctor, enum health health, const char *what,
                const char *remedy, const char *format, ...)
{
    va_list arguments;

    if (health > doctor->worst)
        doctor->worst = health;
    fprintf(doctor->to, "%s  %s: ", MARKS[health], what);
    va_start(arguments, format);
    vfprintf(doctor->to, format, arguments);
    va_end(arguments);
    fputc('\n', doctor->to);
    if (health != HEALTH_FINE)
        fprintf(doctor->to, "       -> %s\n", remedy);
}

bool doctor_folder(struct doctor *doctor, const char *path)
{
    struct stat about;

    if (stat(path, &about)) {
        doctor_say(doctor, HEALTH_WRONG, "data folder",
                   "make the folder, or correct `data` in the settings",
                   "%s: %s", path, strerror(errno));
        return false;
    }
    if (access(path, R_OK | W_OK | X_OK)) {
        doctor_say(doctor, HEALTH_WRONG, "data folder",
                   "run this as the program's own user, or give the folder to "
                   "that user",
                   "%s: %s", path, strerror(errno));
        return false;
    }
    bool is_open = about.st_mode & S_IRWXO;
    doctor_say(doctor, is_open ? HEALTH_WORRY : HEALTH_FINE, "data folder",
               "others can look into it: chmod o= on the folder", "%s", path);
    return true;
}

void doctor_disk(struct doctor *doctor, const char *path, uint64_t worry_mb)
{
    uint64_t free_bytes;

    if (file_free_bytes(path, &free_bytes)) {
        doctor_say(doctor, HEALTH_WRONG, "disk", "look at the disk itself",
                   "it does not tell its free space");
        return;
    }
    uint64_t mb = free_bytes >> 20;
    enum health health = mb < worry_mb / 8 ? HEALTH_WRONG
                         : mb < worry_mb   ? HEALTH_WORRY
                                           : HEALTH_FINE;
    doctor_say(doctor, health, "disk",
               "delete what is not needed; when it is full, no further answer "
               "is taken",
               "%llu MB are free", (unsigned long long)mb);
}

void doctor_clock(struct doctor *doctor)
{
    struct stamp now = stamp_now();
    char text[STAMP_TEXT_SIZE];

    stamp_print_local(now.wall_ms, text);
    doctor_say(
        doctor, now.quality == CLOCK_UNKNOWN ? HEALTH_WRONG : HEALTH_FINE,
        "clock",
        "set date and time (timedatectl set-time), or fit a clock with a "
        "battery; certificates and opening hours go wrong without",
        "%.*s, %s", SHOWN_DATE, text, clock_quality_name(now.quality));
}

void doctor_sandbox(struct doctor *doctor, bool is_wanted)
{
    int abi = sandbox_landlock();

    if (!sandbox_is_built())
        doctor_say(doctor, HEALTH_WORRY, "sandbox",
                   "for a real station, build without sanitizers",
                   "this build is for tests and confines nothing");
    else if (!is_wanted)
        doctor_say(doctor, HEALTH_WORRY, "sandbox",
                   "remove sandbox = no from the settings",
                   "switched off by the settings");
    else if (abi < 2)
        doctor_say(doctor, HEALTH_WORRY, "sandbox",
                   "a kernel from 5.19 on, with Landlock, confines the program "
                   "better",
                   "this kernel cannot confine the program's files");
    else
        doctor_say(doctor, HEALTH_FINE, "sandbox", "", "Landlock %d", abi);
}

void doctor_secret(struct doctor *doctor, const char *path)
{
    struct stat about;

    if (stat(path, &about))
        return;
    bool is_open = about.st_mode & (S_IRWXO | S_IWGRP);
    doctor_say(doctor, is_open ? HEALTH_WORRY : HEALTH_FINE, "settings",
               "it may hold secrets and others can read it: chmod 600 on the "
               "file",
               "%s", path);
}
