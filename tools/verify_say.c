#include "verify_say.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

enum { MOST_SENTENCES = 20 };

static void speak(const char *head, const char *format, va_list args)
    SAY_LIKE(2, 0);

static void speak(const char *head, const char *format, va_list args)
{
    fputs(head, stdout);
    vprintf(format, args);
    putchar('\n');
}

void verify_say_wrong(struct say *say, const char *format, ...)
{
    va_list args;

    if (say->wrong++ >= MOST_SENTENCES)
        return;
    va_start(args, format);
    speak("WRONG: ", format, args);
    va_end(args);
}

void verify_say_note(struct say *say, const char *format, ...)
{
    va_list args;

    if (say->quiet)
        return;
    va_start(args, format);
    speak("note: ", format, args);
    va_end(args);
}

void verify_say_fine(struct say *say, const char *format, ...)
{
    va_list args;

    if (say->quiet)
        return;
    va_start(args, format);
    speak("ok: ", format, args);
    va_end(args);
}

void verify_say_unable(const char *format, ...)
{
    va_list args;

    fflush(stdout);
    fputs("barrio-verify: ", stderr);
    va_start(args, format);
    vfprintf(stderr, format, args);
    va_end(args);
    fputc('\n', stderr);
    exit(SAY_UNABLE);
}

int verify_say_end(struct say *say)
{
    if (say->wrong > MOST_SENTENCES)
        printf("WRONG: and %lu more\n", say->wrong - MOST_SENTENCES);
    if (say->wrong)
        printf("Keep these files and show them to others: what is signed "
               "cannot be taken back.\n");
    return say->wrong ? SAY_WRONG : SAY_FINE;
}
