/* What the checker says: one sentence a line, and whether anything was
 * wrong. */
#ifndef VERIFY_SAY_H
#define VERIFY_SAY_H

#define SAY_LIKE(text, first) __attribute__((format(printf, text, first)))

enum { SAY_FINE = 0, SAY_WRONG = 1, SAY_UNABLE = 2 };

struct say {
    unsigned long wrong; /* findings so far */
    int quiet;           /* print findings only */
};

/* "WRONG: ..." : something was changed, dropped or forged. After the
 * twentieth only the count goes on. */
void verify_say_wrong(struct say *say, const char *format, ...) SAY_LIKE(2, 3);
/* "note: ..." : worth knowing, no sign of cheating. */
void verify_say_note(struct say *say, const char *format, ...) SAY_LIKE(2, 3);
/* "ok: ..." : what was checked and holds. */
void verify_say_fine(struct say *say, const char *format, ...) SAY_LIKE(2, 3);
/* Says on stderr what cannot be done and ends the program. */
void verify_say_unable(const char *format, ...) SAY_LIKE(1, 2)
    __attribute__((noreturn));
/* The last line, and the exit status. */
int verify_say_end(struct say *say);

#endif
