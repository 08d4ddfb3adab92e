/* Subcommands of barrio-form; each is given its own arguments and returns the
 * program's exit code. */
#ifndef FORM_CONVERT_H
#define FORM_CONVERT_H

/* convert IN [-o OUT.xml] [--name N] [--id ID] [--lang L] */
int form_convert(int argc, char **argv);
/* folder FOLDER: compiles the spreadsheets in a folder of forms */
int form_folder(int argc, char **argv);
/* preview FORM [--SETTING VALUE]...: the kiosk on one form */
int form_preview(int argc, char **argv);

#endif
