/* What the frames of a batch are packed against: the empty instance of a
 * form's version, as both sides make it from the document that the hub
 * published. It is all bytes from the document's first "<instance" to the
 * next "</instance>", with white space between '>' and '<' left out and each
 * empty element <x/> written as <x></x>, as answers will have it. */
#ifndef WIRE_DICTIONARY_H
#define WIRE_DICTIONARY_H

#include <stdbool.h>
#include <stddef.h>

struct buf;

enum { DICTIONARY_KEY_SIZE = 8, DICTIONARY_LARGEST = 65536 };

/* Appends the dictionary that the document of a form gives; false, and
 * nothing, when it has no such instance or one beyond DICTIONARY_LARGEST. */
bool dictionary_of_form(const char *document, size_t size, struct buf *out);
/* What a frame names it by: the beginning of its SHA-256. */
void dictionary_key(const struct buf *dictionary,
                    unsigned char out[DICTIONARY_KEY_SIZE]);

#endif
