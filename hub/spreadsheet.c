#include "spreadsheet.h"

#include "base/buf.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/words.h"
#include "xlsform/compile.h"
#include "xlsform/problem.h"

#include <stdlib.h>
#include <string.h>

char *spreadsheet_messages(void)
{
    return file_of_program("locale/xlsform");
}

bool spreadsheet_is(const char *name)
{
    return compile_knows_file(name);
}

static void say_problems(const struct problems *problems, const char *name,
                         const char *language, struct buf *said)
{
    char *folder = spreadsheet_messages();
    bool translated = language && strcmp(language, "en") != 0;
    struct words *words = translated ? words_open(folder, language) : NULL;
    for (size_t i = 0; i < problems->count; i++) {
        buf_printf(said, "%s: ", name);
        problem_print(&problems->items[i], words, language, said);
        buf_putc(said, '\n');
    }
    words_free(words);
    free(folder);
}

char *spreadsheet_stem(const char *name)
{
    const char *slash = strrchr(name, '/');
    char *copy = xstrdup(slash ? slash + 1 : name);
    char *dot = strrchr(copy, '.');
    if (dot && dot != copy)
        *dot = '\0';
    return copy;
}

enum err spreadsheet_compile(const char *name, const char *data, size_t size,
                             const char *language, struct buf *document,
                             struct buf *itemsets, struct buf *said)
{
    char *id = spreadsheet_stem(name);
    const struct compile_options options = {.fallback_id = id};
    struct problems problems;

    problems_init(&problems);
    enum err err = compile_workbook(name, data, size, &options, &problems,
                                    document, itemsets);
    say_problems(&problems, name, language, said);
    problems_clear(&problems);
    free(id);
    return err;
}
