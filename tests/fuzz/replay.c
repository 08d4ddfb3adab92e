/* Runs a fuzzer's entry point over the files of its corpus, for compilers
 * without a fuzzer. Prints TAP. */
#include "base/buf.h"
#include "base/file.h"
#include "base/mem.h"

#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int run_one(const char *folder, const char *name)
{
    char *path = file_join(folder, name);
    struct buf input;

    buf_init(&input, 1 << 20);
    enum err err = file_read(path, &input);
    if (!err)
        LLVMFuzzerTestOneInput((const uint8_t *)buf_text(&input), input.size);
    printf("%s - survives %s\n", err ? "not ok" : "ok", path);
    buf_clear(&input);
    free(path);
    return err ? 1 : 0;
}

int main(int argc, char **argv)
{
    const char *folder = argc > 1 ? argv[1] : CORPUS;
    DIR *corpus = opendir(folder);
    int failed = 0, count = 0;

    if (!corpus) {
        printf("not ok - %s cannot be read\n1..1\n", folder);
        return 1;
    }
    for (const struct dirent *e; (e = readdir(corpus));
         count += *e->d_name != '.')
        if (*e->d_name != '.')
            failed += run_one(folder, e->d_name);
    closedir(corpus);
    printf("1..%d\n", count);
    return failed || !count;
}
