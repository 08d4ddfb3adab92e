#include "machine.h"

#include "base/mem.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { LOW_NOW = 1, LOW_SINCE_START = 1 << 16, HOTTEST_MILLI = 200000 };

/* The number in a small file; false when there is none. */
static bool read_number(const char *path, int base, int64_t *out)
{
    char text[64], *end;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t n = fd < 0 ? -1 : read(fd, text, sizeof text - 1);

    if (fd >= 0)
        close(fd);
    if (n <= 0)
        return false;
    text[n] = '\0';
    *out = strtoll(text, &end, base);
    return end != text;
}

static int64_t read_heat(const char *sys)
{
    char *folder = xasprintf("%s/class/thermal", sys);
    DIR *dir = opendir(folder);
    int64_t hottest = -1, milli;

    for (struct dirent *e; dir && (e = readdir(dir));) {
        char *path = xasprintf("%s/%s/temp", folder, e->d_name);
        bool is_zone = strncmp(e->d_name, "thermal_zone", 12) == 0;
        if (is_zone && read_number(path, 10, &milli) && milli >= 0 &&
            milli < HOTTEST_MILLI && milli / 1000 > hottest)
            hottest = milli / 1000;
        free(path);
    }
    if (dir)
        closedir(dir);
    free(folder);
    return hottest;
}

static bool is_volt_sensor(const char *folder)
{
    char *path = xasprintf("%s/name", folder);
    char text[16] = "";
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    bool is = fd >= 0 && read(fd, text, sizeof text - 1) > 0 &&
              strncmp(text, "rpi_volt", 8) == 0;

    if (fd >= 0)
        close(fd);
    free(path);
    return is;
}

static int64_t read_sensor(const char *sys)
{
    char *folder = xasprintf("%s/class/hwmon", sys);
    DIR *dir = opendir(folder);
    int64_t low = -1, alarm;

    for (struct dirent *e; dir && (e = readdir(dir));) {
        char *sensor = xasprintf("%s/%s", folder, e->d_name);
        char *path = xasprintf("%s/in0_lcrit_alarm", sensor);
        if (is_volt_sensor(sensor) && read_number(path, 10, &alarm))
            low = alarm != 0;
        free(path);
        free(sensor);
    }
    if (dir)
        closedir(dir);
    free(folder);
    return low;
}

static int64_t read_power(const char *sys)
{
    char *path =
        xasprintf("%s/devices/platform/soc/soc:firmware/get_throttled", sys);
    int64_t bits;
    bool tells = read_number(path, 16, &bits);

    free(path);
    if (!tells)
        return read_sensor(sys);
    return bits & LOW_NOW ? 1 : bits & LOW_SINCE_START ? 2 : 0;
}

struct machine machine_read(const char *sys)
{
    return (struct machine){read_heat(sys), read_power(sys)};
}
