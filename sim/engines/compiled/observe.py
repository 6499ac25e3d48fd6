"""A compiled walk over the rows of one replication, where the kernel left them: what responses need.

It makes the sums that `sim.responses.walked` makes of a trace. Rows are in order of time; within an instant they lie as
they were written, which changes nothing, since only intervals of positive length count.
"""

from typing import Any

import numpy as np

from sim import rules
from sim.engines.compiled import records as k
from sim.engines.compiled.functions import inner

from sim.engines.compiled.lens import (  # isort: skip
    REPLICATION, SOURCE, KIND, MEASURABLE, HOW, WHERE, PASSED, BETWEEN_TEAMS, CASE_INTS, REQUESTED, SIZE, VALUE, ENDED,
    DRIFTED, MARKS_AT, BUSY, WAITED_BY, SERVED_BY, PERSON_COLUMNS, WAITED, SERVED, WORKED, IN_WINDOW, ROLE_COLUMNS, END,
    REWORKED, OURS, CLOSED, OPEN_AT, SPLIT, WIP, PEOPLE, WORK, USED, MORE_CASES, MORE_CELLS, case_table, person_table,
    role_table, later_table, use_table, FAMILY_MASK, INDEX_MASK,
)  # fmt: skip
from sim.engines.compiled.records import flat
from sim.engines.compiled.sums import MANY_USES, NONE, add, add_up, spend, unlink
from sim.observations import HELD, NEW, NOTHING, REWORK, REWORKING, WORKING

window = inner(rules.window)


@inner
def observe(
    r: int, end: float, parts: int, arrays: Any, whole: Any, real: Any, items: Any, sizes: Any, row_time: Any,
    rows: Any, count: Any, case_int: Any, case_real: Any, persons: Any, roles: Any, runs: Any, wip: Any, used: Any,
    every: float, offset: Any, place: Any, first: Any, following: Any, desk: Any, since: Any, hands: Any, later: Any,
    of_person: Any, lost_by: Any, of_role: Any, lost: Any, family: Any, use_at: Any, over: Any, in_hand: Any,
    of_use: Any, lost_use: Any, used_days: Any,
) -> Any:  # fmt: skip
    """Add replication r of a batch to its tables; `used` counts their rows. False if they are too small."""
    opens, closes, signs, step_stage, step_gate, part_role, is_use_case, waits, modeled, uses, source_waits = arrays
    stages, marks, mark_live, sources, flow, copies, mark_retired, many, n_roles = whole
    states_at = MARKS_AT + marks
    width = states_at + NOTHING + stages + 2  # of a use case's real numbers
    open_width = OPEN_AT + NOTHING + stages  # of what the desk holds of it
    begin, finish = window(flow != 0, real[0], real[1], end)
    room, room_on_desk, room_for_cells = len(case_int), len(since), len(wip)
    opens, closes, signs = flat(opens), flat(closes), flat(signs)
    step_stage, step_gate, part_role = flat(step_stage), flat(step_gate), flat(part_role)
    is_use_case, waits, modeled = flat(is_use_case), flat(waits), flat(modeled)
    uses, source_waits = flat(uses), flat(source_waits)
    family, use_at, over = flat(family), flat(use_at), flat(over)
    in_hand, of_use, lost_use = use_table(in_hand), use_table(of_use), use_table(lost_use)
    length, account = real[2], min(real[3], end)
    items, sizes, row_time, rows = k.item_table(items), k.size_table(sizes), flat(row_time), k.row_table(rows)
    count, used, wip, offset, place = flat(count), flat(used), flat(wip), flat(offset), flat(place)
    case_int, case_real, desk, since = case_table(case_int), flat(case_real), flat(desk), flat(since)
    first, following, later = flat(first), flat(following), later_table(later)
    of_person, lost_by, of_role, lost = (
        person_table(of_person), person_table(lost_by), role_table(of_role), role_table(lost)
    )  # fmt: skip
    n_people = len(hands)
    hands = flat(hands)
    n, m = count[k.ROWS], count[k.ITEMS]
    splitting, using, staffed = parts & (SPLIT | WIP) != 0, parts & USED != 0, parts & PEOPLE != 0

    # -- the use cases, in order of their numbers ----------------------------------------------------------------------
    for source in range(sources + 1):
        offset[source] = 0
    for i in range(m):
        if items[i, k.PARENT] < 0:
            offset[items[i, k.SOURCE] + 1] += 1
    for source in range(sources):
        offset[source + 1] += offset[source]
    cases = 0
    for i in range(m):
        if items[i, k.PARENT] < 0:
            top = offset[items[i, k.SOURCE]] + ((items[i, k.NUMBER] >> k.INDEX_BITS) & INDEX_MASK)
            first[top] = NONE
            family[top] = items[i, k.FAMILY] + 1
            place[top] = i if is_use_case[items[i, k.KIND]] != 0 else NONE
    slots = 0
    for top in range(offset[sources]):  # where the items of each family begin
        slots += family[top]
        family[top] = slots - family[top]
    for i in range(m):
        number = items[i, k.NUMBER]
        slot = family[offset[number >> k.SOURCE_BITS] + ((number >> k.INDEX_BITS) & INDEX_MASK)]
        slot += number & FAMILY_MASK
        use_at[slot] = uses[items[i, k.SOURCE]]
        over[slot] = end
    for top in range(offset[sources]):
        i = place[top]
        if i < 0:
            continue
        if used[0] + cases >= room or cases >= room_on_desk:
            count[k.STATUS] = MORE_CASES
            return False
        place[top] = cases
        row = used[0] + cases
        since[cases] = sizes[i, k.ASKED]
        for column in range(OPEN_AT + NOTHING + stages):
            desk[cases * open_width + column] = 0
        for column in range(CASE_INTS):
            case_int[row, column] = 0
        for column in range(states_at):
            case_real[row * width + column] = np.nan
        for column in range(states_at, states_at + NOTHING + stages + 2):
            case_real[row * width + column] = 0.0
        case_real[row * width + DRIFTED] = 0.0
        case_int[row, REPLICATION] = r
        case_int[row, SOURCE] = items[i, k.SOURCE]
        case_int[row, KIND] = items[i, k.KIND]
        case_int[row, MEASURABLE] = items[i, k.MEASURABLE]
        case_int[row, HOW] = case_int[row, WHERE] = NONE
        case_real[row * width + REQUESTED] = sizes[i, k.ASKED]
        case_real[row * width + SIZE] = sizes[i, k.SIZE]
        case_real[row * width + VALUE] = sizes[i, k.VALUE]
        ours = items[i, k.MEASURABLE] != 0 or (flow == 0 and waits[items[i, k.SOURCE]] != 0)
        if flow != 0 and not real[0] <= sizes[i, k.ASKED] < real[1]:
            ours = False
        desk[cases * open_width + OURS] = 1 if ours else 0
        cases += 1
    cells = 0
    if every > 0.0:
        cells = int(np.floor(end / every)) + 1
        if used[1] + cells * (stages + 1) > room_for_cells:
            count[k.STATUS] = MORE_CELLS
            return False
    for cell in range(used[1], used[1] + cells * (stages + 1)):
        wip[cell] = 0
    for person in range(n_people):
        hands[person] = 0
        later[person, 0] = later[person, 1] = 0.0
        for use in range(MANY_USES):
            in_hand[person, use] = 0
        for column in range(PERSON_COLUMNS):
            of_person[person, column] = lost_by[person, column] = 0.0
    for role in range(n_roles + 1):  # the last row: of all roles
        for column in range(ROLE_COLUMNS):
            of_role[role, column] = lost[role, column] = 0.0
    for period in range(many + 1 if using else 0):
        for use in range(MANY_USES):
            of_use[period, use] = lost_use[period, use] = 0.0

    # -- forward: states, stages, marks, ends, queues ------------------------------------------------------------------
    for j in range(n):
        now, number, event = row_time[j], rows[j, 0], rows[j, 4]
        top = offset[number >> k.SOURCE_BITS] + ((number >> k.INDEX_BITS) & INDEX_MASK)
        if not staffed:
            pass
        elif event == k.QUEUED:
            following[j] = first[top]
            first[top] = j
        elif event == k.STARTED or event == k.WITHDRAWN:
            asked = unlink(j, top, rows, first, following)
            if event == k.STARTED and asked >= 0:
                day = row_time[asked]
                if begin <= day and (day < finish or (finish == end and day == end)):
                    role, person = part_role[rows[j, 2]], rows[j, 5]
                    add(of_role, lost, role, WAITED, now - day)
                    of_role[role, SERVED] += 1.0
                    add(of_person, lost_by, person, WAITED_BY, now - day)
                    of_person[person, SERVED_BY] += 1.0
        sign = signs[event]
        if sign != 0:
            person = rows[j, 5]
            if hands[person] > 0:
                inside = min(max(now, begin), finish) - min(max(later[person, 2], begin), finish)
                of_person[person, BUSY] += inside * (hands[person] if copies != 0 else 1)
                if using and modeled[person] != 0:
                    spend(
                        later[person, 2], now, begin, finish, person, copies, length, many, hands, in_hand, of_use,
                        lost_use,
                    )  # fmt: skip
            later[person, 2] = now
            hands[person] += sign
            use = use_at[family[top] + (number & FAMILY_MASK)]
            in_hand[person, REWORK if use == NEW and rows[j, 3] > 0 else use] += sign
        elif event == k.ENDED:
            over[family[top] + (number & FAMILY_MASK)] = now
        if number & FAMILY_MASK != 0 or place[top] < 0:
            continue
        case = place[top]
        row = used[0] + case
        if event == k.MARKED:
            mark = MARKS_AT + rows[j, 2]
            if not case_real[row * width + mark] <= now:
                case_real[row * width + mark] = now
            ends_way = rows[j, 2] == mark_live
        elif event == k.ENDED:
            if case_int[row, HOW] < 0:
                case_real[row * width + ENDED] = now
                case_int[row, HOW] = rows[j, 2]
                case_int[row, WHERE] = rows[j, 1]
            ends_way = True
        else:
            ends_way = False
            if event == k.GATE_ENDED:
                case_int[row, PASSED] |= np.int64(1) << step_gate[rows[j, 1]]
            elif k.CROSSED_TEAMS <= event <= k.BOUNCED and not case_real[row * width + MARKS_AT + mark_live] < now:
                case_int[row, BETWEEN_TEAMS + event - k.CROSSED_TEAMS] += 1
        if not splitting or desk[case * open_width + CLOSED] != 0:
            continue
        if ends_way:
            desk[case * open_width + CLOSED] = 1
        opened, closed = opens[event], closes[event]
        if event == k.ADMITTED and desk[case * open_width + OPEN_AT + HELD] == 0:
            closed = NONE
        if not ends_way and opened < 0 and closed < 0:
            continue
        opened_at = case * open_width + OPEN_AT
        add_up(
            case, now, row * width + states_at, opened_at, stages, desk, since, case_real, wip, used[1], cells, every
        )  # fmt: skip
        stage = NONE if ends_way or rows[j, 1] < 0 else step_stage[rows[j, 1]]
        if opened >= 0:
            desk[opened_at + (REWORKING if opened == WORKING and rows[j, 3] > 0 else opened)] += 1
            if stage >= 0:
                desk[opened_at + NOTHING + stage] += 1
        if closed >= 0:
            desk[opened_at + (REWORKING if closed == WORKING and rows[j, 3] > 0 else closed)] -= 1
            if stage >= 0:
                desk[opened_at + NOTHING + stage] -= 1
    for case in range(cases):
        row = used[0] + case
        live = case_real[row * width + MARKS_AT + mark_live]
        if live != live and case_int[row, HOW] == k.DONE:
            live = case_real[row * width + ENDED]
        if case_int[row, MEASURABLE] == 0 and live <= case_real[row * width + REQUESTED]:
            desk[case * open_width + OURS] = 0  # stock that is live on day 0
        if splitting and desk[case * open_width + CLOSED] == 0:
            states, opened_at = (used[0] + case) * width + states_at, case * open_width + OPEN_AT
            add_up(case, end, states, opened_at, stages, desk, since, case_real, wip, used[1], cells, every)
    for cell in range(used[1] + stages + 1, used[1] + cells * (stages + 1)):
        wip[cell] += wip[cell - stages - 1]

    for person in range(n_people):
        if hands[person] > 0:
            inside = finish - min(max(later[person, 2], begin), finish)
            of_person[person, BUSY] += inside * (hands[person] if copies != 0 else 1)
            if using and modeled[person] != 0:
                spend(
                    later[person, 2], end, begin, finish, person, copies, length, many, hands, in_hand, of_use,
                    lost_use,
                )  # fmt: skip
        later[person, 2] = end

    # -- from each drift to the end of its mending ---------------------------------------------------------------------
    for i in range(m):
        parent = items[i, k.PARENT]
        if parent < 0 or source_waits[items[i, k.SOURCE]] == 0 or items[parent, k.PARENT] >= 0:
            continue
        number = items[i, k.NUMBER]
        top = offset[number >> k.SOURCE_BITS] + ((number >> k.INDEX_BITS) & INDEX_MASK)
        if place[top] >= 0:
            at = (used[0] + place[top]) * width
            until, retired = account, case_real[at + MARKS_AT + mark_retired]
            if retired < until:
                until = retired
            mended = over[family[top] + (number & FAMILY_MASK)]
            case_real[at + DRIFTED] += min(mended, until) - min(sizes[i, k.ASKED], until)

    # -- backward: what each stint in hand gets from its person from here on -------------------------------------------
    for j in range(n - 1 if parts & WORK != 0 else NONE, -1, -1):
        sign = signs[rows[j, 4]]
        if sign == 0:
            continue
        now, number, person = row_time[j], rows[j, 0], rows[j, 5]
        if hands[person] > 0:
            days = later[person, 2] - now
            inside = min(max(later[person, 2], begin), finish) - min(max(now, begin), finish)
            carried = 1 if copies != 0 else hands[person]
            later[person, 0] += days / carried
            later[person, 1] += inside / carried
        later[person, 2] = now
        role = part_role[rows[j, 2]]
        add(of_role, lost, role, IN_WINDOW, sign * later[person, 1])
        if number & FAMILY_MASK == 0:
            top = offset[number >> k.SOURCE_BITS] + ((number >> k.INDEX_BITS) & INDEX_MASK)
            if place[top] >= 0 and desk[place[top] * open_width + OURS] != 0:
                add(of_role, lost, role, WORKED, sign * later[person, 0])
                if rows[j, 3] > 0:
                    add(of_role, lost, n_roles, WORKED, sign * later[person, 0])
        hands[person] -= sign
    for person in range(n_people):
        for column in range(PERSON_COLUMNS):
            persons[r, person, column] = of_person[person, column] + lost_by[person, column]
    for role in range(n_roles):
        for column in range(ROLE_COLUMNS):
            roles[r, role, column] = of_role[role, column] + lost[role, column]
    for period in range(many + 1 if using else 0):
        for use in range(MANY_USES):
            used_days[r, period, use] = of_use[period, use] + lost_use[period, use]
    runs[r, END] = end
    runs[r, REWORKED] = of_role[n_roles, WORKED] + lost[n_roles, WORKED]
    used[0] += cases
    used[1] += cells * (stages + 1)
    return True
