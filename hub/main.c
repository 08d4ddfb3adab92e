#include "command.h"
#include "options.h"

#include "base/conf.h"

#include <locale.h>
#include <stdio.h>

int main(int argc, char **argv)
{
    struct options options;
    int status = 2;

    setlocale(LC_CTYPE, "C.UTF-8");
    if (!options_read(&options, argc, argv)) {
        options_clear(&options);
        return 2;
    }
    if (options.help) {
        command_print_help(stdout);
        options_print_help(stdout);
        status = 0;
    } else if (options.print_config) {
        conf_print_example(CONFIG_KEYS, CONFIG_KEYS_COUNT, stdout);
        status = 0;
    } else {
        status = command_run(&options);
    }
    options_clear(&options);
    return status;
}
