/* barrio-picture: makes a form's pictures small and grey for the kiosk, which
 * draws them in blocks. It is a program of its own so that the bytes of a
 * picture, which come from anywhere, meet a decoder only where nothing can be
 * lost: shut in, with bounded memory and time, and ended when it is slow.
 *
 * For each file, in order: "WIDTH HEIGHT\n" and a byte a pixel, 0 for black;
 * "0 0\n" for what cannot be read. */
#include "image.h"

#include "base/attr.h"
#include "base/file.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/sandbox.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

enum { EXIT_FINE, EXIT_FAILED, EXIT_USAGE };
enum { MOST_PIXELS = 128, MOST_SECONDS = 10 };
enum { MOST_FILE = 8 << 20, MOST_MEMORY = 192 << 20 };

static void print(const char *path)
{
    struct image image = {0};
    struct buf bytes;

    buf_init(&bytes, MOST_FILE);
    enum err err = file_read(path, &bytes);
    if (!err)
        err = image_read(&image, bytes.data, bytes.size);
    buf_clear(&bytes);
    if (err) {
        log_warn("%s: no picture that can be shown: %s", path, err_text(err));
    } else {
        image_shrink(&image, MOST_PIXELS);
        image_ink(&image);
    }
    printf("%d %d\n", image.width, image.height);
    if (image.grey)
        fwrite(image.grey, (size_t)image.width, (size_t)image.height, stdout);
    fflush(stdout); /* those before a picture that ends the program */
    free(image.grey);
}

/* A picture made to cost much costs this program alone. */
static enum err bound(void)
{
    const struct rlimit memory = {MOST_MEMORY, MOST_MEMORY},
                        seconds = {MOST_SECONDS, MOST_SECONDS};

    /* The sanitizers' shadow would not fit. */
    if (sandbox_is_built() && setrlimit(RLIMIT_AS, &memory))
        return ERR_LIMIT;
    return setrlimit(RLIMIT_CPU, &seconds) ? ERR_LIMIT : ERR_NONE;
}

static enum err shut_in(int count, char **files)
{
    struct sandbox_path *paths = xcalloc((size_t)count, sizeof *paths);

    for (int i = 0; i < count; i++)
        paths[i] = (struct sandbox_path){files[i], SANDBOX_READ};
    enum err err = bound();
    if (!err)
        err = sandbox_enter(
            &(struct sandbox){.paths = paths, .paths_count = (size_t)count});
    free(paths);
    return err;
}

int main(int argc, char **argv)
{
    bool is_help = argc == 2 && strcmp(argv[1], "--help") == 0;

    if (argc == 2 && strcmp(argv[1], "--version") == 0) {
        puts("barrio-picture " BARRIO_VERSION);
        return EXIT_FINE;
    }
    if (argc < 2 || is_help) {
        puts("usage: barrio-picture FILE...\n"
             "Prints each PNG or JPEG as \"WIDTH HEIGHT\" and a byte of "
             "brightness a pixel,\nat most 128 each way; \"0 0\" for what it "
             "cannot read.");
        return is_help ? EXIT_FINE : EXIT_USAGE;
    }
    if (shut_in(argc - 1, argv + 1))
        return EXIT_FAILED;
    for (int i = 1; i < argc; i++)
        print(argv[i]);
    return ferror(stdout) ? EXIT_FAILED : EXIT_FINE;
}
