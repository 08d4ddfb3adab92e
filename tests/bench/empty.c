/* What a kiosk cannot go below at its start: a program that loads the same
 * libraries, reads the same form, and does nothing. */
#include "form/xform.h"

#include <stddef.h>
#include <stdio.h>

int main(int argc, char **argv)
{
    struct xform *form = NULL;

    if (argc != 2 || xform_open(&form, argv[1]))
        return 1;
    xform_free(form);
    puts("read"); /* the byte that the clock waits for */
    return 0;
}
