/* Random (version 4) ids, RFC 9562 section 5.4. */
#ifndef BASE_UUID_H
#define BASE_UUID_H

enum { UUID_TEXT_SIZE = 37 };

/* Writes a new id: xxxxxxxx-xxxx-4xxx-yxxx-xxxxxxxxxxxx and a NUL. */
void uuid_new(char out[UUID_TEXT_SIZE]);

#endif
