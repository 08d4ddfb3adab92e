/* The subcommand decrypt of barrio-form. */
#ifndef FORM_DECRYPT_H
#define FORM_DECRYPT_H

/* decrypt ENVELOPE.xml --key PRIVATE.pem [--passphrase-file F] [-o FOLDER]:
 * returns the program's exit code. */
int form_decrypt(int argc, char **argv);

#endif
