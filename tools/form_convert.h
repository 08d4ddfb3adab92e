/* Subcommands of barrio-form; each is given its own arguments and returns the
 * program's exit code. */
#ifndef FORM_CONVERT_H
#define FORM_CONVERT_H

/* convert IN [-o OUT.xml] [--name N] [--id ID] [--lang L] */
int form_convert(int argc, char **argv);

#endif
