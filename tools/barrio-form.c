/* barrio-form: what an author of surveys does with a form. */
#include "base/attr.h"
#include "form_check.h"
#include "form_convert.h"
#include "form_decrypt.h"

#include <stdio.h>
#include <string.h>

static const struct command {
    const char *name;
    int (*run)(int argc, char **argv);
    const char *help;
} COMMANDS[] = {
    {"check", form_check, "errors and warnings of forms, by file and line"},
    {"convert", form_convert, "compile a spreadsheet (XLSForm) to an XForm"},
    {"decrypt", form_decrypt, "open encrypted responses by a private key"},
    {"folder", form_folder, "compile the spreadsheets in a folder of forms"},
    {"preview", form_preview, "open the kiosk on a form"},
    {"fill", form_fill, "fill in a form from a file of answers"},
};

static void print_help(FILE *to)
{
    fprintf(to, "usage: barrio-form COMMAND ...\n");
    for (size_t i = 0; i < COUNT_OF(COMMANDS); i++)
        fprintf(to, "  %-10s %s\n", COMMANDS[i].name, COMMANDS[i].help);
}

int main(int argc, char **argv)
{
    if (argc > 1 && strcmp(argv[1], "--help") == 0) {
        print_help(stdout);
        return 0;
    }
    for (size_t i = 0; argc > 1 && i < COUNT_OF(COMMANDS); i++)
        if (strcmp(argv[1], COMMANDS[i].name) == 0)
            return COMMANDS[i].run(argc - 1, argv + 1);
    print_help(stderr);
    return 2;
}
