"""A compiled walk over the rows of one replication, where the kernel left them: what responses need.

It makes the sums that `sim.responses.walked` makes of a trace. Rows are in order of time; within an instant they lie as
they were written, which changes nothing, since only intervals of positive length count.
"""

from typing import Any

import numpy as np

from sim import rules
from sim.engines.compiled import records as k
from sim.engines.compiled.functions import RULES, inner

from sim.engines.compiled.lens import (  # isort: skip
    REPLICATION, SOURCE, KIND, DOMAIN, MEASURABLE, HOW, WHERE, PASSED, BETWEEN_TEAMS, CASE_INTS, REQUESTED, SIZE, VALUE,
    ENDED, DRIFTED, DRIFTED_EVER, MARKS_AT, BUSY, WAITED_BY, SERVED_BY, STAYS, WAITED, WAITING_FOR, GAVE_UP_AFTER,
    WORKED, IN_WINDOW, REWORKED, PERSON_COLUMNS, ROLE_COLUMNS, OURS, CLOSED, OPEN_AT, SPLIT, WIP, QUEUES, WORK, USED,
    MORE_CASES, MORE_CELLS, FAMILY_MASK, INDEX_MASK,
)  # fmt: skip
from sim.engines.compiled.sums import MANY_USES, NONE, add, add_up, spend, unlink, waited_for
from sim.observations import HELD, NEW, NOTHING, REWORK, REWORKING, WORKING

window = inner(rules.window)
in_window = RULES["in_window"]


@inner
def observe(r: int, end: float, w: Any) -> Any:
    """Add replication r of a batch to its tables; `used` counts their rows. False if they are too small."""
    states_at = MARKS_AT + w.n_marks
    width = states_at + NOTHING + w.n_stages + 2  # of a use case's real numbers
    open_width = OPEN_AT + NOTHING + w.n_stages  # of what the desk holds of it
    begin, finish = window(w.is_flow != 0, w.warm_up, w.window_end, end)
    n, m = w.count[k.ROWS], w.count[k.ITEMS]
    splitting, using, queueing = w.parts & (SPLIT | WIP) != 0, w.parts & USED != 0, w.parts & QUEUES != 0

    # -- the use cases, in order of their numbers ----------------------------------------------------------------------
    for source in range(w.n_sources + 1):
        w.offset[source] = 0
    for i in range(m):
        if w.items[i, k.PARENT] < 0:
            w.offset[w.items[i, k.SOURCE] + 1] += 1
    for source in range(w.n_sources):
        w.offset[source + 1] += w.offset[source]
    cases = 0
    for i in range(m):
        if w.items[i, k.PARENT] < 0:
            top = w.offset[w.items[i, k.SOURCE]] + ((w.items[i, k.NUMBER] >> k.INDEX_BITS) & INDEX_MASK)
            w.first[top] = NONE
            w.family[top] = w.items[i, k.FAMILY] + 1
            w.place[top] = i if w.kind_is_use_case[w.items[i, k.KIND]] != 0 else NONE
    slots = 0
    for top in range(w.offset[w.n_sources]):  # where the items of each family begin
        slots += w.family[top]
        w.family[top] = slots - w.family[top]
    for i in range(m):
        number = w.items[i, k.NUMBER]
        slot = w.family[w.offset[number >> k.SOURCE_BITS] + ((number >> k.INDEX_BITS) & INDEX_MASK)]
        slot += number & FAMILY_MASK
        w.use_at[slot] = w.uses[w.items[i, k.SOURCE]]
        w.over[slot] = end
    for top in range(w.offset[w.n_sources]):
        i = w.place[top]
        if i < 0:
            continue
        if w.used[0] + cases >= w.case_room or cases >= w.item_room:
            w.count[k.STATUS] = MORE_CASES
            return False
        w.place[top] = cases
        row = w.used[0] + cases
        w.since[cases] = w.sizes[i, k.ASKED]
        for column in range(OPEN_AT + NOTHING + w.n_stages):
            w.desk[cases * open_width + column] = 0
        for column in range(CASE_INTS):
            w.case_int[row, column] = 0
        for column in range(states_at):
            w.case_real[row * width + column] = np.nan
        for column in range(states_at, states_at + NOTHING + w.n_stages + 2):
            w.case_real[row * width + column] = 0.0
        w.case_real[row * width + DRIFTED] = w.case_real[row * width + DRIFTED_EVER] = 0.0
        w.case_int[row, REPLICATION] = r
        w.case_int[row, SOURCE] = w.items[i, k.SOURCE]
        w.case_int[row, KIND] = w.items[i, k.KIND]
        w.case_int[row, DOMAIN] = w.items[i, k.DOMAIN]
        w.case_int[row, MEASURABLE] = w.items[i, k.MEASURABLE]
        w.case_int[row, HOW] = w.case_int[row, WHERE] = NONE
        w.case_real[row * width + REQUESTED] = w.sizes[i, k.ASKED]
        w.case_real[row * width + SIZE] = w.sizes[i, k.SIZE]
        w.case_real[row * width + VALUE] = w.sizes[i, k.VALUE]
        ours = w.items[i, k.MEASURABLE] != 0 or (w.is_flow == 0 and w.waiting[w.items[i, k.SOURCE]] != 0)
        if w.is_flow != 0 and not in_window(w.sizes[i, k.ASKED], w.warm_up, w.window_end):
            ours = False
        w.desk[cases * open_width + OURS] = 1 if ours else 0
        cases += 1
    cells = 0
    if w.every > 0.0:
        cells = int(np.floor(end / w.every)) + 1
        if w.used[1] + cells * (w.n_stages + 1) > w.cell_room:
            w.count[k.STATUS] = MORE_CELLS
            return False
    for cell in range(w.used[1], w.used[1] + cells * (w.n_stages + 1)):
        w.wip[cell] = 0
    for person in range(w.n_people):
        w.hands[person] = 0
        w.later[person, 0] = w.later[person, 1] = w.later[person, 2] = 0.0
        for use in range(MANY_USES):
            w.in_hand[person, use] = 0
        for column in range(PERSON_COLUMNS):
            w.of_person[person, column] = w.lost_by[person, column] = 0.0
    for role in range(w.n_roles + 1):  # the last row: of all roles
        for column in range(ROLE_COLUMNS):
            w.of_role[role, column] = w.lost[role, column] = 0.0
    for period in range(w.periods + 1 if using else 0):
        for use in range(MANY_USES):
            w.of_use[period, use] = w.lost_use[period, use] = 0.0

    # -- forward: states, stages, marks, ends, queues ------------------------------------------------------------------
    for j in range(n):
        now, number, event = w.row_time[j], w.rows[j, 0], w.rows[j, 4]
        top = w.offset[number >> k.SOURCE_BITS] + ((number >> k.INDEX_BITS) & INDEX_MASK)
        if not queueing:
            pass
        elif event == k.QUEUED:
            w.following[j] = w.first[top]
            w.first[top] = j
        elif event == k.STARTED or event == k.WITHDRAWN:
            asked = unlink(j, top, w)
            waited = waited_for(asked, WAITED if event == k.STARTED else GAVE_UP_AFTER, now, begin, finish, end, w)
            if waited >= 0.0 and event == k.STARTED:
                person = w.rows[j, 5]
                add(w.of_person, w.lost_by, person, WAITED_BY, waited)
                w.of_person[person, SERVED_BY] += 1.0
        sign = w.signs[event]
        if sign != 0:
            person = w.rows[j, 5]
            if w.hands[person] > 0:
                inside = min(max(now, begin), finish) - min(max(w.later[person, 2], begin), finish)
                w.of_person[person, BUSY] += inside * (w.hands[person] if w.copies != 0 else 1)
                if using and w.person_modeled[person] != 0:
                    spend(w.later[person, 2], now, begin, finish, person, w)
            w.later[person, 2] = now
            w.hands[person] += sign
            use = w.use_at[w.family[top] + (number & FAMILY_MASK)]
            w.in_hand[person, REWORK if use == NEW and w.rows[j, 3] > 0 else use] += sign
        elif event == k.ENDED:
            w.over[w.family[top] + (number & FAMILY_MASK)] = now
        if number & FAMILY_MASK != 0 or w.place[top] < 0:
            continue
        case = w.place[top]
        row = w.used[0] + case
        if event == k.MARKED:
            mark = MARKS_AT + w.rows[j, 2]
            if not w.case_real[row * width + mark] <= now:
                w.case_real[row * width + mark] = now
            ends_way = w.rows[j, 2] == w.mark_live
        elif event == k.ENDED:
            if w.case_int[row, HOW] < 0:
                w.case_real[row * width + ENDED] = now
                w.case_int[row, HOW] = w.rows[j, 2]
                w.case_int[row, WHERE] = w.rows[j, 1]
            ends_way = True
        else:
            ends_way = False
            if event == k.GATE_ENDED:
                w.case_int[row, PASSED] |= np.int64(1) << w.step_gate[w.rows[j, 1]]
            elif k.CROSSED_TEAMS <= event <= k.BOUNCED and not w.case_real[row * width + MARKS_AT + w.mark_live] < now:
                w.case_int[row, BETWEEN_TEAMS + event - k.CROSSED_TEAMS] += 1
        if not splitting or w.desk[case * open_width + CLOSED] != 0:
            continue
        if ends_way:
            w.desk[case * open_width + CLOSED] = 1
        opened, closed = w.opens[event], w.closes[event]
        if event == k.ADMITTED and w.desk[case * open_width + OPEN_AT + HELD] == 0:
            closed = NONE
        if not ends_way and opened < 0 and closed < 0:
            continue
        opened_at = case * open_width + OPEN_AT
        add_up(case, now, row * width + states_at, opened_at, w.used[1], cells, w)
        stage = NONE if ends_way or w.rows[j, 1] < 0 else w.step_stage[w.rows[j, 1]]
        if opened >= 0:
            w.desk[opened_at + (REWORKING if opened == WORKING and w.rows[j, 3] > 0 else opened)] += 1
            if stage >= 0:
                w.desk[opened_at + NOTHING + stage] += 1
        if closed >= 0:
            w.desk[opened_at + (REWORKING if closed == WORKING and w.rows[j, 3] > 0 else closed)] -= 1
            if stage >= 0:
                w.desk[opened_at + NOTHING + stage] -= 1
    for case in range(cases):
        row = w.used[0] + case
        live = w.case_real[row * width + MARKS_AT + w.mark_live]
        if live != live and w.case_int[row, HOW] == k.DONE:
            live = w.case_real[row * width + ENDED]
        if w.case_int[row, MEASURABLE] == 0 and live <= w.case_real[row * width + REQUESTED]:
            w.desk[case * open_width + OURS] = 0  # stock that is live on day 0
        if splitting and w.desk[case * open_width + CLOSED] == 0:
            states, opened_at = (w.used[0] + case) * width + states_at, case * open_width + OPEN_AT
            add_up(case, end, states, opened_at, w.used[1], cells, w)
    for cell in range(w.used[1] + w.n_stages + 1, w.used[1] + cells * (w.n_stages + 1)):
        w.wip[cell] += w.wip[cell - w.n_stages - 1]

    for top in range(w.offset[w.n_sources] if queueing else 0):  # who has not been served by the end
        j = w.first[top]
        while j >= 0:
            waited_for(j, WAITING_FOR, end, begin, finish, end, w)
            j = w.following[j]

    for person in range(w.n_people):
        w.of_person[person, STAYS] = end if w.hands[person] > 0 else w.later[person, 2]
        if w.hands[person] > 0:
            inside = finish - min(max(w.later[person, 2], begin), finish)
            w.of_person[person, BUSY] += inside * (w.hands[person] if w.copies != 0 else 1)
            if using and w.person_modeled[person] != 0:
                spend(w.later[person, 2], end, begin, finish, person, w)
        w.later[person, 2] = end

    # -- from each drift to the end of its mending ---------------------------------------------------------------------
    for i in range(m):
        parent = w.items[i, k.PARENT]
        if parent < 0 or w.source_waits[w.items[i, k.SOURCE]] == 0 or w.items[parent, k.PARENT] >= 0:
            continue
        number = w.items[i, k.NUMBER]
        top = w.offset[number >> k.SOURCE_BITS] + ((number >> k.INDEX_BITS) & INDEX_MASK)
        if w.place[top] >= 0:
            at = (w.used[0] + w.place[top]) * width
            until, retired = end, w.case_real[at + MARKS_AT + w.mark_retired]
            if retired < until:
                until = retired
            mended, began = w.over[w.family[top] + (number & FAMILY_MASK)], w.sizes[i, k.ASKED]
            w.case_real[at + DRIFTED_EVER] += min(mended, until) - min(began, until)
            until = min(w.account_until, until)
            w.case_real[at + DRIFTED] += min(mended, until) - min(began, until)

    # -- backward: what each stint in hand gets from its person from here on -------------------------------------------
    for j in range(n - 1 if w.parts & WORK != 0 else NONE, -1, -1):
        sign = w.signs[w.rows[j, 4]]
        if sign == 0:
            continue
        now, number, person = w.row_time[j], w.rows[j, 0], w.rows[j, 5]
        if w.hands[person] > 0:
            days = w.later[person, 2] - now
            inside = min(max(w.later[person, 2], begin), finish) - min(max(now, begin), finish)
            carried = 1 if w.copies != 0 else w.hands[person]
            w.later[person, 0] += days / carried
            w.later[person, 1] += inside / carried
        w.later[person, 2] = now
        role = w.part_role[w.rows[j, 2]]
        add(w.of_role, w.lost, role, IN_WINDOW, sign * w.later[person, 1])
        if number & FAMILY_MASK == 0:
            top = w.offset[number >> k.SOURCE_BITS] + ((number >> k.INDEX_BITS) & INDEX_MASK)
            if w.place[top] >= 0 and w.desk[w.place[top] * open_width + OURS] != 0:
                add(w.of_role, w.lost, role, WORKED, sign * w.later[person, 0])
                if w.rows[j, 3] > 0:
                    add(w.of_role, w.lost, w.n_roles, WORKED, sign * w.later[person, 0])
        w.hands[person] -= sign
    for person in range(w.n_people):
        for column in range(PERSON_COLUMNS):
            w.persons[r * w.n_people + person, column] = w.of_person[person, column] + w.lost_by[person, column]
    for role in range(w.n_roles):
        for column in range(ROLE_COLUMNS):
            w.roles[r * w.n_roles + role, column] = w.of_role[role, column] + w.lost[role, column]
    for period in range(w.periods + 1 if using else 0):
        for use in range(MANY_USES):
            w.used_days[r * (w.periods + 1) + period, use] = w.of_use[period, use] + w.lost_use[period, use]
    w.runs[r, REWORKED] = w.of_role[w.n_roles, WORKED] + w.lost[w.n_roles, WORKED]
    w.used[0] += cases
    w.used[1] += cells * (w.n_stages + 1)
    return True
