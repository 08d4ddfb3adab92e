#include "journal.h"

#include "audit.h"
#include "interview.h"
#include "kiosk.h"
#include "tally.h"

#include "base/arena.h"
#include "base/mem.h"
#include "base/stamp.h"
#include "store/draft.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int64_t now_ms(void)
{
    return stamp_wall_ms();
}

void journal_push(struct journal *j, enum step kind, bool joined,
                  const char *ref, const char *value, int64_t at_ms)
{
    j->steps = mem_grow(j->steps, j->count, &j->capacity, sizeof *j->steps);
    j->steps[j->count++] = (struct draft_step){
        .kind = history_word(kind, joined),
        .ref = arena_strdup(j->arena, ref),
        .value = arena_strdup(j->arena, value),
        .place = "",
        .at_ms = at_ms,
    };
}

void journal_clear(struct journal *j)
{
    arena_free(j->arena);
    free(j->steps);
    free(j->base);
    free(j->id);
    free(j->replaces);
    free(j->place);
    *j = (struct journal){0};
}

void journal_start(struct journal *j, int64_t seed)
{
    journal_clear(j);
    j->arena = arena_new();
    j->place = xstrdup("");
    j->seed = seed;
}

/* Expressions see the moment that the step will have in the log. */
static int64_t set_clock(struct kiosk *kiosk)
{
    int64_t at = now_ms();

    session_set_now(kiosk->visit.session, at);
    return at;
}

/* What the form may note of where the worker is goes into the log before the
 * step that makes it note it, so that replaying notes the same. True when there
 * is such a step, to which the other one belongs. */
static bool push_location(struct kiosk *kiosk, const char *ref)
{
    struct session *session = kiosk->visit.session;
    const char *here = kiosk->location;

    if (!*here || strcmp(here, session_location(session)) == 0)
        return false;
    /* The audit's log has it as well, and is not replayed. */
    session_set_location(session, here);
    if (!session_asks_location(session))
        return false;
    journal_push(&kiosk->journal, STEP_LOCATION, false, ref, here, now_ms());
    return true;
}

enum answer journal_answer(struct kiosk *kiosk, const char *ref,
                           const char *value)
{
    return journal_answer_joined(kiosk, ref, value, false);
}

enum answer journal_answer_joined(struct kiosk *kiosk, const char *ref,
                                  const char *value, bool joined)
{
    struct session *session = kiosk->visit.session;
    struct journal *j = &kiosk->journal;

    if (!j->draft)
        return session_answer(session, ref, value);
    char *where = xstrdup(ref ? ref : session_ref(session));
    const char *before = session_value(session, where);
    if (before && strcmp(before, value) == 0 && *value) {
        free(where);
        return session_answer(session, ref, value);
    }
    bool moved = !joined && push_location(kiosk, where);
    int64_t at = set_clock(kiosk);
    enum answer answer = session_answer(session, ref, value);
    session_set_now(session, 0);
    if (answer == ANSWER_TAKEN)
        journal_push(j, STEP_ANSWER, joined || moved, where, value, at);
    free(where);
    return answer;
}

enum answer journal_tally(struct kiosk *kiosk, const char *ref,
                          const char *count)
{
    struct session *session = kiosk->visit.session;
    int64_t at = set_clock(kiosk);
    enum answer answer = tally_answer(session, ref, count);

    session_set_now(session, 0);
    if (answer == ANSWER_TAKEN && kiosk->journal.draft)
        journal_push(&kiosk->journal, STEP_SERIES, true, ref, count, at);
    return answer;
}

void journal_load(struct kiosk *kiosk)
{
    struct session *session = kiosk->visit.session;
    const char *here = kiosk->location;

    if (!kiosk->journal.draft || !session_acts_on_load(session))
        return;
    session_set_location(session, here);
    int64_t at = set_clock(kiosk);
    session_load_again(session);
    session_set_now(session, 0);
    journal_push(&kiosk->journal, STEP_LOAD, false, "", here, at);
}

static enum err add(struct kiosk *kiosk, const char *ref)
{
    struct session *session = kiosk->visit.session;
    char *slot = xstrdup(ref ? ref : session_ref(session));
    bool moved = push_location(kiosk, slot);
    int64_t at = set_clock(kiosk);
    enum err err = session_add_repeat(session, slot);

    session_set_now(session, 0);
    if (!err)
        journal_push(&kiosk->journal, STEP_ADD, moved, slot, "", at);
    free(slot);
    return err;
}

enum err journal_add(struct kiosk *kiosk, const char *ref)
{
    if (!kiosk->journal.draft)
        return session_add_repeat(kiosk->visit.session, ref);
    return add(kiosk, ref);
}

enum err journal_remove(struct kiosk *kiosk, const char *ref)
{
    struct session *session = kiosk->visit.session;

    if (!kiosk->journal.draft)
        return session_remove_repeat(session, ref);
    char *gone = xstrdup(ref);
    int64_t at = set_clock(kiosk);
    enum err err = session_remove_repeat(session, gone);
    session_set_now(session, 0);
    if (!err)
        journal_push(&kiosk->journal, STEP_REMOVE, false, gone, "", at);
    free(gone);
    return err;
}

/* Rows of the audit log that came since the buffer had that size. */
static void keep_rows(struct kiosk *kiosk, const char *ref, size_t from)
{
    const struct buf *rows = &kiosk->visit.audit;

    if (kiosk->journal.draft && rows->size > from)
        journal_push(&kiosk->journal, STEP_AUDIT, false, ref,
                     buf_text(rows) + from, now_ms());
}

void journal_audit(struct kiosk *kiosk, const char *event, const char *ref,
                   int64_t ms)
{
    size_t from = kiosk->visit.audit.size;

    audit_note(&kiosk->visit, event, ref, ms);
    keep_rows(kiosk, ref, from);
}

static void note_change(struct kiosk *kiosk, const char *ref, const char *old)
{
    size_t from = kiosk->visit.audit.size;

    audit_change(&kiosk->visit, ref, old);
    keep_rows(kiosk, ref, from);
}

bool journal_wants_reason(const struct kiosk *kiosk)
{
    const struct journal *j = &kiosk->journal;

    return j->draft && *j->replaces && audit_wants_reason(&kiosk->visit) &&
           history_next(j->steps, j->count, false) != NULL;
}

void journal_reason(struct kiosk *kiosk, const char *text)
{
    size_t from = kiosk->visit.audit.size;

    audit_reason(&kiosk->visit, text);
    keep_rows(kiosk, "", from);
}

/* The answers below one instance, to be given again below another. */
struct copying {
    const char *from;
    size_t size;
    struct arena *arena;
    struct draft_step *steps;
    size_t count, capacity;
};

static bool take_answer(void *context, const struct question *q)
{
    struct copying *c = context;

    if (strncmp(q->ref, c->from, c->size) != 0 || q->ref[c->size] != '/' ||
        !*q->value || q->readonly)
        return true;
    c->steps = mem_grow(c->steps, c->count, &c->capacity, sizeof *c->steps);
    c->steps[c->count++] = (struct draft_step){
        .ref = arena_strdup(c->arena, q->ref + c->size),
        .value = arena_strdup(c->arena, q->value),
    };
    return true;
}

/* Instances of repeats inside the one that is copied. */
static void add_on_the_way(struct kiosk *kiosk, char *ref, size_t from)
{
    struct session *session = kiosk->visit.session;

    for (char *slash = strchr(ref + from + 1, '/'); slash;
         slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        bool is_slot = session_jump(session, ref) == EVENT_NEW_REPEAT &&
                       strcmp(session_ref(session), ref) == 0;
        int64_t at = set_clock(kiosk);
        if (is_slot && session_add_repeat(session, ref) == ERR_NONE)
            journal_push(&kiosk->journal, STEP_ADD, true, ref, "", at);
        *slash = '/';
    }
}

enum err journal_copy(struct kiosk *kiosk, const char *slot, const char *from)
{
    struct session *session = kiosk->visit.session;
    struct copying c = {from, strlen(from), arena_new(), NULL, 0, 0};
    char *to = xstrdup(slot);

    session_each_brief(session, take_answer, &c);
    enum err err = add(kiosk, to);
    for (size_t i = 0; !err && i < c.count; i++) {
        char *ref = xasprintf("%s%s", to, c.steps[i].ref);
        add_on_the_way(kiosk, ref, strlen(to));
        int64_t at = set_clock(kiosk);
        if (session_answer(session, ref, c.steps[i].value) == ANSWER_TAKEN) {
            journal_push(&kiosk->journal, STEP_ANSWER, true, ref,
                         c.steps[i].value, at);
            note_change(kiosk, ref, "");
        }
        free(ref);
    }
    session_set_now(session, 0);
    free(c.steps);
    arena_free(c.arena);
    free(to);
    return err;
}

void journal_note_why(struct kiosk *kiosk, const char *ref, int why)
{
    char text[8];

    if (!kiosk->journal.draft ||
        visit_why(&kiosk->visit, ref) == (enum no_answer)why)
        return;
    snprintf(text, sizeof text, "%d", why);
    journal_push(&kiosk->journal, STEP_WHY, true, ref, text, now_ms());
}

void journal_comment(struct kiosk *kiosk, const char *ref, const char *text)
{
    visit_comment(&kiosk->visit, ref, text);
    journal_push(&kiosk->journal, STEP_COMMENT, false, ref, text, now_ms());
}

void journal_language(struct kiosk *kiosk, const char *language)
{
    visit_set_language(&kiosk->visit, language);
    if (kiosk->journal.draft)
        journal_push(&kiosk->journal, STEP_LANGUAGE, false, "", language,
                     now_ms());
}

static const char *place_now(const struct session *session)
{
    return session_event(session) == EVENT_END ? JOURNAL_END
                                               : session_ref(session);
}

bool journal_commit(struct kiosk *kiosk)
{
    struct journal *j = &kiosk->journal;

    if (!j->draft || !kiosk->visit.session)
        return true;
    const char *place = place_now(kiosk->visit.session);
    bool moved = strcmp(place, j->place) != 0;
    if (j->kept == j->count && !moved)
        return true;
    if (j->kept == j->count)
        journal_push(j, STEP_MOVE, false, "", "", now_ms());
    j->steps[j->count - 1].place = arena_strdup(j->arena, place);
    for (size_t i = j->kept; i + 1 < j->count; i++)
        j->steps[i].place = j->steps[j->count - 1].place;
    j->failed = draft_append(kiosk->db, j->draft, (int64_t)j->kept,
                             j->steps + j->kept, j->count - j->kept) != 0;
    if (j->failed)
        return false;
    j->kept = j->count;
    free(j->place);
    j->place = xstrdup(place);
    return true;
}

/* Undo and redo are steps as well; the rest follows from the log. */
static bool turn(struct kiosk *kiosk, enum step kind)
{
    struct journal *j = &kiosk->journal;
    const struct draft_step *about =
        history_next(j->steps, j->count, kind == STEP_REDO);

    if (!about)
        return false;
    char *ref = xstrdup(about->ref);
    const struct question *q = session_question_at(kiosk->visit.session, ref);
    char *old = q ? xstrdup(q->value) : NULL;
    journal_push(j, kind, false, "", "", now_ms());
    bool done = interview_replay(kiosk) == ERR_NONE;
    if (done)
        session_jump(kiosk->visit.session, ref);
    if (done && old)
        note_change(kiosk, ref, old);
    free(old);
    free(ref);
    return done;
}

bool journal_undo(struct kiosk *kiosk)
{
    return turn(kiosk, STEP_UNDO);
}

bool journal_redo(struct kiosk *kiosk)
{
    return turn(kiosk, STEP_REDO);
}
