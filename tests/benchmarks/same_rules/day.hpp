// What is due, and the loop over instants.
#pragma once

#include "sources.hpp"

// -- what is due ------------------------------------------------------------------------------------------------------

inline void finish(World& w, int32_t p, int32_t r) {
    Request& request = w.requests[r];
    Person& person = w.people[p];
    person.clock = request.target;
    person.since = w.now;
    drop(w, r, p);
    w.log(request, Said::finished, p);
    while (request.seat && person.aside >= 0) {  // what was put down comes back to hand
        const int32_t after = person.aside;
        person.aside = w.requests[after].next;
        if (w.requests[after].started_at >= 0.0 || w.items[w.requests[after].item].outcome == Outcome::open) {
            start(w, after, p);
            break;
        }
        forget(w, after);
    }
    const Range sits = w.of.sits[p];
    for (int32_t k = sits.begin; k < sits.end; ++k)
        if (w.pools[w.of.seat_pool[k]].head >= 0 || !w.shops.empty()) stir(w, w.of.seat_pool[k]);
    w.settle = true;
    retime(w, p);
    const int32_t i = request.item, part = request.part;
    forget(w, r);
    if (w.items[i].outcome == Outcome::open) count_down(w, i, w.of.part[part].place);
}

inline void decide_alone(World& w, int32_t i, int32_t child) {
    if (!w.items[child].waiting) return;
    w.items[child].waiting = false;
    const int32_t p = w.items[child].when_part;
    const Part& part = w.of.part[p];
    w.items[i].odds *= 1.0 + part.alone;
    w.log(w.items[i].number, part.step, p, w.items[child].when_visit, Said::wait_ended);
    count_down(w, i, part.place);
}

inline void lose_patience(World& w, int32_t i, int32_t activity, int32_t visit) {
    const Item& item = w.items[i];
    const Range here = w.of.step[item.step].activities;
    if (activity < here.begin || activity >= here.end) return;
    if (w.counts[item.counts + w.of.kind[item.kind].visits + activity] != visit + 1) return;
    if (branch(w, i, activity - here.begin).begun) return;
    withdraw(w, i);
    w.settle = true;
    end_item(w, i, Outcome::withdrawn, item.step);
}

inline void happen(World& w, const Due& due) {
    const bool of_an_item = due.what != What::finish && due.what != What::rate && due.what != What::plan &&
                            due.what != What::batch && due.what != What::ring;
    if (due.what == What::finish && w.people[due.a].version != due.b) return;  // something has changed since
    ++w.n_events;
    if (of_an_item && w.items[due.a].outcome != Outcome::open) return;
    switch (due.what) {
    case What::finish: return finish(w, due.a, due.c);
    case What::rate: return change_rate(w, due.a, due.b);
    case What::plan: return make(w, due.a, w.of.planned[due.b]);
    case What::batch: return batch(w, due.a);
    case What::ring: return ring(w, due.a, due.b);
    case What::pause_over:
        w.log(w.items[due.a].number, w.of.part[due.b].step, due.b, due.c, Said::wait_ended);
        return count_down(w, due.a, w.of.part[due.b].place);
    case What::crossed: return crossed(w, due.a, due.b, due.c);
    case What::gate_due: return count_down(w, due.a);
    case What::alone: return decide_alone(w, due.a, due.b);
    case What::patience: return lose_patience(w, due.a, due.b, due.c);
    }
}

inline void first_morning(World& w) {
    for (int32_t p = 0; p < w.of.n_people; ++p) schedule_rate(w, p, w.of.rates[p].begin);
    for (int32_t s = int32_t(w.of.source.size()) - 1; s >= 0; --s) {
        const Range planned = w.of.source[s].planned;
        if (w.of.source[s].type != SourceType::planned) continue;
        for (int32_t k = planned.begin; k < planned.end; ++k)
            w.calendar.add({w.of.planned[k].day, k, source_due + s, 0, s, k, 0, What::plan});
    }
    for (int32_t s = 0; s < int32_t(w.of.source.size()); ++s)
        if (w.of.source[s].type == SourceType::renewal) next_batch(w, s);
}

// One replication; returns the day on which observation ended.
inline double simulate(World& w, uint64_t key) {
    w.clear(key);
    first_morning(w);
    bool window_open = w.of.is_flow && w.of.window_end < w.of.horizon, admitting = false, handing_out = false;
    for (;;) {
        if (std::exchange(w.settle, false)) {
            admitting = admitting || !w.held.empty();
            handing_out = handing_out || !w.stirred.empty();
        }
        if (!w.calendar.empty() && w.calendar.first().at <= w.now) {
            happen(w, w.calendar.take());
        } else if (admitting) {
            admitting = false;
            admit(w);
        } else if (handing_out) {
            handing_out = false;
            hand_out(w);
        } else {  // the instant is over
            if (w.stopping || w.now >= w.of.horizon) return w.now;
            if (window_open && w.now >= w.of.window_end) {
                window_open = false;
                if (!w.of.full_horizon && w.unfinished == 0) return w.now;
            }
            double at = w.of.horizon;
            if (window_open) at = std::min(at, w.of.window_end);
            if (!w.calendar.empty()) at = std::min(at, w.calendar.first().at);
            w.now = at;
        }
    }
}
