/* Subcommands of barrio-form; each is given its own arguments and returns the
 * program's exit code. */
#ifndef FORM_CHECK_H
#define FORM_CHECK_H

/* check FILE...: errors and warnings, as a compiler prints them. */
int form_check(int argc, char **argv);
/* fill FILE --answers FILE [--language L]: prints the frozen instance. */
int form_fill(int argc, char **argv);

#endif
