/* Speech follows the screen: a new page is read from its top; on the same page
 * only what changed is: what is wrong, what was chosen or written, where the
 * focus went. */
#include "field/desk.h"

#include "base/file.h"
#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

static void order(struct stage *s, const char *word, const char *about)
{
    enum { SHORTEST_LIFE_MS = 2000 };
    struct speech *speech = &s->speech;

    if (!speech->speaker.is_open ||
        speaker_order(&speech->speaker, word, about))
        return;
    /* The program is gone. It is begun again, and says all of the page; one
     * that dies at once has no server: the screen says so, and serves on. */
    bool lived = s->now_ms - speech->begun_ms >= SHORTEST_LIFE_MS;
    /* What was said last stays: whoever speaks now still compares with it. */
    speaker_close(&speech->speaker);
    if (lived && speech_begin(s))
        return;
    s->ease.voice = s->ease.blank = false;
    stage_complain(s, stage_text(s, /* max 38 */ "There is no voice here."));
}

static void order_number(struct stage *s, const char *word, int value)
{
    order(s, word, stage_print(s, "%d", value));
}

bool speech_begin(struct stage *s)
{
    struct speech *speech = &s->speech;

    if (!ease_has_voice(s) ||
        speaker_open(&speech->speaker, s->kiosk->config.voice))
        return false;
    speech->again = true;
    speech->begun_ms = s->now_ms;
    speech_set(s);
    return true;
}

void speech_set(struct stage *s)
{
    order_number(s, "rate", s->ease.rate);
    order_number(s, "volume", s->ease.volume);
}

static void say(struct stage *s, const char *text)
{
    if (text && *text)
        order(s, "say", text);
}

/* The keys of a pad that are no digits have names. */
static const char *key_name(struct stage *s, const char *key)
{
    const char *star = stage_text(s, /* max 15 */ "star");
    char last = key[0] ? key[strlen(key) - 1] : '\0';
    char plain[2] = {last, '\0'};
    const char *name = stage_print(s, "%s", plain);

    if (last == '#')
        name = stage_text(s, /* max 15 */ "hash");
    else if (last == '*')
        name = star;
    else if (last == '+')
        name = stage_text(s, /* max 15 */ "plus");
    return key[0] && key[1] ? stage_print(s, "%s %s", star, name) : name;
}

static const char *sentence(struct stage *s, const struct item *item)
{
    if (!*item->key)
        return item->text;
    return stage_print(s, "%s: %s", key_name(s, item->key), item->text);
}

/* The letters of a keyboard are walked among, not recited. */
static bool is_recited(const struct item *item)
{
    return item->kind == ITEM_TARGET || (item->kind == ITEM_KEY && *item->key);
}

static bool is_target(const struct item *item)
{
    return item->kind == ITEM_TARGET || item->kind == ITEM_KEY;
}

struct page {
    struct item items[ITEMS_MOST];
    size_t count;
    const char *heading, *message, *row;
    struct buf head, targets;
};

static void fill(struct stage *s, struct page *page)
{
    page->heading = page->message = "";
    page->count = stage_items(s, page->items, COUNT_OF(page->items));
    buf_init(&page->head, 0);
    buf_init(&page->targets, 0);
    for (size_t i = 0; i < page->count; i++) {
        const struct item *item = &page->items[i];
        if (item->kind == ITEM_HEADING)
            page->heading = item->text;
        if (item->kind == ITEM_MESSAGE)
            page->message = item->text;
        else
            buf_printf(is_target(item) ? &page->targets : &page->head, "%s\n",
                       sentence(s, item));
    }
}

static bool is_new_page(const struct stage *s, const struct page *page)
{
    const struct speech *last = &s->speech;

    /* On a sheet each row begins a time of its own. */
    bool is_entered =
        s->place != PLACE_SHEET && last->entered_ms != s->entered_ms;

    return last->again || last->place != s->place || is_entered ||
           !last->heading || strcmp(last->heading, page->heading) != 0;
}

static void say_all(struct stage *s, const struct page *page)
{
    for (size_t i = 0; i < page->count; i++)
        if (!is_target(&page->items[i]) || is_recited(&page->items[i]))
            say(s, sentence(s, &page->items[i]));
}

/* Whether a line is among the lines. */
static bool holds(const char *lines, const char *line, size_t size)
{
    for (const char *at = lines; *at; at += strcspn(at, "\n") + 1) {
        if (strcspn(at, "\n") == size && memcmp(at, line, size) == 0)
            return true;
    }
    return false;
}

/* What stands on the page now and did not before. */
static void say_new_lines(struct stage *s, const char *now, const char *before)
{
    for (const char *at = now; *at; at += strcspn(at, "\n") + 1) {
        size_t size = strcspn(at, "\n");
        if (!holds(before, at, size))
            say(s, stage_print(s, "%.*s", (int)size, at));
    }
}

/* The focus of the screen's own list, where it has one. */
static int focus_of(const struct stage *s)
{
    return s->rack.mark != TARGET_NONE ? s->rack.mark : s->rack.focus;
}

static const struct item *in_focus(const struct stage *s,
                                   const struct page *page)
{
    for (size_t i = 0; i < page->count; i++) {
        const struct item *item = &page->items[i];
        if (is_target(item) && s->rack.targets[item->target].id == focus_of(s))
            return item;
    }
    return NULL;
}

/* Of what changed among the targets: the one in focus; else all of it, such
 * as another page of a list. */
static void say_targets(struct stage *s, const struct page *page)
{
    const struct item *focus = in_focus(s, page);
    const char *text = focus ? sentence(s, focus) : "";

    if (focus && !holds(buf_text(&s->speech.targets), text, strlen(text)))
        say(s, text);
    else
        say_new_lines(s, buf_text(&page->targets),
                      buf_text(&s->speech.targets));
}

/* Where scanning is now: at a whole row, or at its end; "" on one thing. */
static const char *row_said(struct stage *s, const struct page *page)
{
    const char *all = "";

    if (s->ease.level == SCAN_OUT && scan_note(s))
        return scan_note(s);
    for (size_t i = 0; i < page->count; i++) {
        const struct item *item = &page->items[i];
        if (is_target(item) && scan_holds(s, item->target))
            all = stage_print(s, "%s%s%s", all, *all ? "; " : "",
                              sentence(s, item));
    }
    return *all ? stage_print(s, stage_text(s, /* max 76 */ "Row: %s"), all)
                : "";
}

/* Where the focus went to. */
static void say_focus(struct stage *s, const struct page *page)
{
    const struct item *focus = in_focus(s, page);

    if (*page->row)
        say(s, page->row);
    else if (focus)
        say(s, sentence(s, focus));
}

static bool is_elsewhere(const struct stage *s, const struct page *page)
{
    const struct speech *last = &s->speech;

    return last->focus != focus_of(s) || !last->row ||
           strcmp(last->row, page->row) != 0;
}

/* The line that is written now, NULL when none is. */
static const struct field *field_of(const struct stage *s)
{
    if (s->place == PLACE_QUESTION)
        return s->ask.asker->digits ? &s->ask.field : NULL;
    return desk_field(s);
}

static const char *written(const struct stage *s)
{
    const struct field *field = field_of(s);

    return field && field->text ? field->text : "";
}

static bool is_secret(const struct stage *s)
{
    const struct field *field = field_of(s);

    return field && field->secret;
}

/* What may be heard by whoever stands near is not spelled. */
static void spell(struct stage *s, const char *letter)
{
    order(s, "spell",
          is_secret(s) && !*s->kiosk->config.headphones ? "*" : letter);
}

/* A letter at once, its word once a blank follows. */
static void echo(struct stage *s, const char *before, const char *now)
{
    size_t last = text_previous(now, strlen(now));
    bool grew = strlen(now) > strlen(before);

    if (!grew) {
        say(s, stage_text(s, /* max 15 */ "erased"));
        spell(s, before + text_previous(before, strlen(before)));
        return;
    }
    spell(s, now + last);
    if (now[last] != ' ' || is_secret(s))
        return;
    size_t word = last;
    while (word > 0 && now[word - 1] != ' ')
        word--;
    say(s, stage_print(s, "%.*s", (int)(last - word), now + word));
}

/* In a list of its own focus, the row that has it: walked to, or come there
 * while letters narrowed the list, or answered. */
static const char *marked(const struct stage *s, const struct page *page)
{
    const struct item *focus = in_focus(s, page);

    return s->rack.mark && focus ? focus->text : "";
}

static void say_changed_targets(struct stage *s, const struct page *page)
{
    const struct speech *last = &s->speech;

    if (strcmp(buf_text(&page->targets), buf_text(&last->targets)) != 0)
        say_targets(s, page);
    else if (is_elsewhere(s, page))
        say_focus(s, page);
}

static void say_changes(struct stage *s, const struct page *page)
{
    const struct speech *last = &s->speech;
    bool is_wrong =
        *page->message &&
        (!last->message || strcmp(last->message, page->message) != 0);
    /* Another row of a sheet has another line to write in. */
    bool is_other = s->place == PLACE_SHEET && last->focus != focus_of(s);
    bool is_written =
        !is_other && last->written && strcmp(last->written, written(s)) != 0;

    if (is_wrong) {
        say(s, page->message);
        say(s, page->heading);
    }
    const char *mark = marked(s, page);
    if (is_written)
        echo(s, last->written, written(s));
    if (*mark && last->marked && strcmp(mark, last->marked) != 0)
        say(s, mark);
    /* The answer that is written stands among these lines as well. */
    bool is_echoed = is_written && field_of(s) == &s->ask.field;
    if (!is_echoed && strcmp(buf_text(&page->head), buf_text(&last->head)) != 0)
        say_new_lines(s, buf_text(&page->head), buf_text(&last->head));
    if (!*mark)
        say_changed_targets(s, page);
}

static void replace(char **text, const char *by)
{
    free(*text);
    *text = xstrdup(by);
}

static void forget(struct speech *speech)
{
    free(speech->heading);
    free(speech->message);
    free(speech->written);
    free(speech->row);
    free(speech->marked);
    buf_clear(&speech->head);
    buf_clear(&speech->targets);
    speech->heading = speech->message = speech->written = NULL;
    speech->row = speech->marked = NULL;
}

/* Takes the page's buffers over. */
static void remember(struct stage *s, struct page *page)
{
    struct speech *last = &s->speech;

    replace(&last->heading, page->heading);
    replace(&last->message, page->message);
    replace(&last->written, written(s));
    replace(&last->row, page->row);
    replace(&last->marked, marked(s, page));
    buf_clear(&last->head);
    buf_clear(&last->targets);
    last->head = page->head;
    last->targets = page->targets;
    last->place = s->place;
    last->entered_ms = s->entered_ms;
    last->focus = focus_of(s);
}

/* Where speech is for headphones only, a file says whether they are there:
 * "1", or a line that ends with "=1". */
static bool may_speak(const struct stage *s)
{
    const char *path = s->kiosk->config.headphones;
    struct buf state;

    if (!*path)
        return true;
    buf_init(&state, 256);
    bool is_there =
        !file_read(path, &state) &&
        (buf_text(&state)[0] == '1' || strstr(buf_text(&state), "=1"));
    buf_clear(&state);
    return is_there;
}

void speech_follow(struct stage *s)
{
    struct page page;

    if (!s->speech.speaker.is_open)
        return;
    if (!may_speak(s)) {
        speech_hush(s);
        s->speech.again = true;
        return;
    }
    fill(s, &page);
    page.row = row_said(s, &page);
    bool is_new = is_new_page(s, &page);
    /* Before the first word: a voice that dies meanwhile sets it anew. */
    s->speech.again = false;
    order(s, "language", s->kiosk->visit.language);
    if (is_new)
        say_all(s, &page);
    else
        say_changes(s, &page);
    remember(s, &page);
}

void speech_hush(struct stage *s)
{
    order(s, "stop", "");
}

void speech_end(struct stage *s)
{
    speaker_close(&s->speech.speaker);
    forget(&s->speech);
}
