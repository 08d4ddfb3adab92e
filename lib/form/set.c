#include "set.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

void set_clear(struct set *set)
{
    free(set->ranges);
    *set = (struct set){0};
}

void set_add(struct set *set, uint32_t low, uint32_t high)
{
    size_t i = 0, touched = 0;

    while (i < set->count && set->ranges[i].high + 1 < low)
        i++;
    for (size_t j = i; j < set->count && set->ranges[j].low <= high + 1; j++) {
        low = set->ranges[j].low < low ? set->ranges[j].low : low;
        high = set->ranges[j].high > high ? set->ranges[j].high : high;
        touched++;
    }
    if (!touched)
        set->ranges = mem_grow(set->ranges, set->count, &set->capacity,
                               sizeof(struct range));
    memmove(&set->ranges[i + 1], &set->ranges[i + touched],
            (set->count - i - touched) * sizeof(struct range));
    set->ranges[i] = (struct range){low, high};
    set->count += 1 - touched;
}

void set_join(struct set *set, const struct set *other)
{
    for (size_t i = 0; i < other->count; i++)
        set_add(set, other->ranges[i].low, other->ranges[i].high);
}

void set_invert(struct set *set)
{
    struct set inverse = {0};
    uint32_t next = 0;

    for (size_t i = 0; i < set->count; i++) {
        if (set->ranges[i].low > next)
            set_add(&inverse, next, set->ranges[i].low - 1);
        next = set->ranges[i].high + 1;
    }
    if (next <= CHAR_LAST)
        set_add(&inverse, next, CHAR_LAST);
    set_clear(set);
    *set = inverse;
}

void set_meet(struct set *set, const struct set *other)
{
    struct set outside = {0};

    set_join(&outside, other);
    set_invert(&outside);
    set_invert(set);
    set_join(set, &outside);
    set_invert(set);
    set_clear(&outside);
}

void set_fold_case(struct set *set)
{
    const int gap = 'a' - 'A';

    for (uint32_t c = 'a'; c <= 'z'; c++) {
        if (set_has(set, c))
            set_add(set, c - gap, c - gap);
        else if (set_has(set, c - gap))
            set_add(set, c, c);
    }
}

bool set_has(const struct set *set, uint32_t c)
{
    for (size_t i = 0; i < set->count && set->ranges[i].low <= c; i++) {
        if (c <= set->ranges[i].high)
            return true;
    }
    return false;
}

/* Ranges of a class, as pairs ended by {0, 0}. Beyond ASCII, letters are
 * told by the blocks that scripts live in. */
struct named_set {
    const char *name;
    struct range ranges[12];
};

static const struct named_set ESCAPES[] = {
    {"d", {{'0', '9'}}},
    {"w", {{'0', '9'}, {'A', 'Z'}, {'_', '_'}, {'a', 'z'}}},
    {"s", {{'\t', '\r'}, {' ', ' '}}},
    {"h",
     {{'\t', '\t'},
      {' ', ' '},
      {0xA0, 0xA0},
      {0x2000, 0x200A},
      {0x202F, 0x202F},
      {0x3000, 0x3000}}},
    {"v", {{'\n', '\r'}, {0x85, 0x85}, {0x2028, 0x2029}}},
};

#define LETTERS_BEYOND                                                         \
    {0xAA, 0xAA}, {0xB5, 0xB5}, {0xBA, 0xBA}, {0xC0, 0xD6}, {0xD8, 0xF6},      \
        {0xF8, 0x2C1}, {0x370, 0x1FFF}, {0x2C00, 0x2DFF}, {0x3040, 0xD7FF},    \
    {                                                                          \
        0xF900, 0xFDFF                                                         \
    }

static const struct named_set PROPERTIES[] = {
    {"L", {{'A', 'Z'}, {'a', 'z'}, LETTERS_BEYOND}},
    {"Lu",
     {{'A', 'Z'}, {0xC0, 0xD6}, {0xD8, 0xDE}, {0x391, 0x3AB}, {0x400, 0x42F}}},
    {"Ll",
     {{'a', 'z'}, {0xDF, 0xF6}, {0xF8, 0xFF}, {0x3AC, 0x3CE}, {0x430, 0x45F}}},
    {"N",
     {{'0', '9'},
      {0xB2, 0xB3},
      {0xB9, 0xB9},
      {0xBC, 0xBE},
      {0x660, 0x669},
      {0x6F0, 0x6F9},
      {0x966, 0x96F}}},
    {"Nd", {{'0', '9'}, {0x660, 0x669}, {0x6F0, 0x6F9}, {0x966, 0x96F}}},
    {"P",
     {{'!', '#'},
      {'%', '*'},
      {',', '/'},
      {':', ';'},
      {'?', '@'},
      {'[', ']'},
      {'_', '_'},
      {'{', '{'},
      {'}', '}'},
      {0xA1, 0xA1},
      {0xBF, 0xBF},
      {0x2010, 0x2027}}},
    {"Z",
     {{' ', ' '},
      {0xA0, 0xA0},
      {0x2000, 0x200A},
      {0x2028, 0x2029},
      {0x3000, 0x3000}}},
    {"Alpha", {{'A', 'Z'}, {'a', 'z'}}},
    {"Lower", {{'a', 'z'}}},
    {"Upper", {{'A', 'Z'}}},
    {"Digit", {{'0', '9'}}},
    {"Alnum", {{'0', '9'}, {'A', 'Z'}, {'a', 'z'}}},
    {"Punct", {{'!', '/'}, {':', '@'}, {'[', '`'}, {'{', '~'}}},
    {"Graph", {{'!', '~'}}},
    {"Print", {{' ', '~'}}},
    {"Blank", {{'\t', '\t'}, {' ', ' '}}},
    {"Space", {{'\t', '\r'}, {' ', ' '}}},
    {"XDigit", {{'0', '9'}, {'A', 'F'}, {'a', 'f'}}},
    {"ASCII", {{1, 127}}},
    {"IsAlphabetic", {{'A', 'Z'}, {'a', 'z'}, LETTERS_BEYOND}},
    {"IsLatin",
     {{'A', 'Z'},
      {'a', 'z'},
      {0xAA, 0xAA},
      {0xBA, 0xBA},
      {0xC0, 0xD6},
      {0xD8, 0xF6},
      {0xF8, 0x2B8},
      {0x1E00, 0x1EFF}}},
    {"IsCyrillic", {{0x400, 0x52F}}},
    {"IsGreek", {{0x370, 0x3FF}, {0x1F00, 0x1FFF}}},
    {"IsArabic", {{0x600, 0x6FF}, {0x750, 0x77F}, {0xFB50, 0xFDFF}}},
    {"IsHebrew", {{0x590, 0x5FF}}},
};

static bool add_named(struct set *set, const struct named_set *table,
                      size_t count, const char *name)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(table[i].name, name) != 0)
            continue;
        for (size_t j = 0; j < 12 && table[i].ranges[j].high; j++)
            set_add(set, table[i].ranges[j].low, table[i].ranges[j].high);
        return true;
    }
    return false;
}

bool set_add_escape(struct set *set, char letter)
{
    const char name[] = {letter, '\0'};

    return add_named(set, ESCAPES, COUNT_OF(ESCAPES), name);
}

bool set_add_property(struct set *set, const char *name)
{
    if (add_named(set, PROPERTIES, COUNT_OF(PROPERTIES), name))
        return true;
    /* \p{IsL} and \p{script} are other ways to say the same. */
    return !strncmp(name, "Is", 2) &&
           add_named(set, PROPERTIES, COUNT_OF(PROPERTIES), name + 2);
}
