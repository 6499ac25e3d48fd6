// Where items come from.
#pragma once

#include "decisions.hpp"

inline int32_t& children(World& w, const Item& item, int32_t source) {
    return w.counts[item.counts + w.of.kind[item.kind].children + source];
}

inline void go_on_with_clock(World& w, int32_t i, int32_t s) {
    const Item& item = w.items[i];
    const Source& source = w.of.source[s];
    const int32_t so_far = children(w, item, s);
    if (item.retired || (source.at_most >= 0 && so_far >= source.at_most)) return;
    const double days = w.of.amounts.value(source.interval, item.key, source.interval_stream, so_far, w.now);
    w.calendar.add({w.now + days, item.number, source_due + s, 0, i, s, 0, What::ring});
}

inline void start_clocks(World& w, int32_t i) {
    for (int32_t s = 0; s < int32_t(w.of.source.size()); ++s) {
        const Source& source = w.of.source[s];
        if (source.type != SourceType::live) continue;
        const double ever = source.ever < 0 ? 1.0 : w.of.amounts.level(source.ever, w.now);
        if (source.ever < 0 || uniform(w.items[i].key, source.ever_stream, 0) < ever) go_on_with_clock(w, i, s);
    }
}

// The clock of a live item: it drifts, is kept up, or retires.
inline void ring(World& w, int32_t i, int32_t s) {
    Item& item = w.items[i];
    if (item.retired) return;
    const Source& source = w.of.source[s];
    const uint64_t key = child_key(item.key, source.stream, children(w, item, s)++);
    const int32_t begin = source.remedies.begin;
    const int32_t chosen = begin + fastest(
        key, source.remedies.size(),
        [&](int32_t k) {
            const int32_t share = w.of.remedy[begin + k].share;
            return share >= 0 ? w.of.amounts.level(share, w.now) : 1.0;
        },
        [&](int32_t k) { return w.of.remedy[begin + k].stream; });
    const Remedy& remedy = w.of.remedy[chosen];
    if (remedy.kind == retirement) {
        item.retired = true;
        item.marks |= uint64_t(1) << w.of.mark_retired;
        w.log(item.number, none, w.of.mark_retired, 0, Said::marked);
        return;
    }
    const bool urgent = remedy.urgent || (remedy.kind >= 0 && w.of.kind[remedy.kind].urgent);
    const int32_t kind = remedy.kind >= 0 ? remedy.kind : item.kind;
    const int32_t child = new_child(w, i, key, s, kind, item.domain, urgent, remedy.step);
    if (source.waits) {
        w.items[child].when = When::repaired;
        w.items[child].when_part = s;
    }
    tell_child(w, child);
    if (!source.waits) go_on_with_clock(w, i, s);
}

inline int32_t drawn_kind(const World& w, uint64_t key) {
    if (w.of.any_smallest) {
        const double u = uniform(key, w.of.size_stream, 0);
        double reached = 0.0;
        for (int32_t k = 0; k < w.of.use_cases; ++k) {
            if (!w.of.kind[k].smallest) continue;
            reached += w.of.amounts.level(w.of.kind[k].share, w.now);
            if (u < reached) return k;
        }
    }
    return fastest(
        key, w.of.use_cases,
        [&](int32_t k) { return w.of.kind[k].smallest ? 0.0 : w.of.amounts.level(w.of.kind[k].share, w.now); },
        [&](int32_t k) { return w.of.kind[k].stream; });
}

// One item of a source, as planned or drawn under its own key.
inline void make(World& w, int32_t s, const Planned& plan) {
    const Source& source = w.of.source[s];
    const int32_t index = w.made[s]++;
    const uint64_t key = child_key(w.key, source.stream, index);
    const bool use_case = plan.kind < 0 || w.of.kind[plan.kind].is_use_case;
    double size = plan.size;
    if (!use_case)
        size = 1.0;
    else if (size != size)
        size = w.of.amounts.value(w.of.size_amount, key, w.of.size_stream, 0, w.now);
    const int32_t k = plan.kind < 0 ? drawn_kind(w, key) : plan.kind;
    const Kind& kind = w.of.kind[k];
    const int32_t domain = plan.domain >= 0 ? plan.domain
                                            : fastest(
                                                  key, w.of.domains, [&](int32_t d) { return w.of.domain_share[d]; },
                                                  [&](int32_t d) { return w.of.domain_stream[d]; });
    const int64_t number = int64_t(s) << 52 | int64_t(index) << 24;
    const int32_t i = new_item(w, number, key, s, k, domain, size, kind.urgent, plan.step);
    Item& item = w.items[i];
    if (use_case && kind.value >= 0) item.value = w.of.amounts.value(kind.value, key, w.of.value_stream, 0, w.now);
    item.measurable = source.measurable;
    w.log(number, none, none, 0, Said::requested);
    if (plan.step == live_from_start) {
        item.marks = uint64_t(1) << w.of.mark_live | uint64_t(1) << w.of.mark_in_use;
        w.log(number, none, w.of.mark_live, 0, Said::marked);
        w.log(number, none, w.of.mark_in_use, 0, Said::marked);
        w.log(number, none, int32_t(Outcome::done), 0, Said::ended);
        item.outcome = Outcome::done;
        return start_clocks(w, i);
    }
    const bool counts = !w.of.is_flow || (item.measurable && in_window(w.now, w.of.warm_up, w.of.window_end));
    item.keeps_open = counts && kind.is_use_case;
    w.unfinished += item.keeps_open;
    go_on(w, i, Next::step);
}

inline void next_batch(World& w, int32_t s) {
    const Source& source = w.of.source[s];
    if (source.at_most >= 0 && w.made[s] >= source.at_most) return;
    const double days = w.of.amounts.value(source.interval, w.key, source.interval_stream, w.batches[s], w.now);
    w.calendar.add({w.now + days, 0, source_due + s, 0, s, 0, 0, What::batch});
}

inline void batch(World& w, int32_t s) {
    const Source& source = w.of.source[s];
    int32_t size = 1;
    if (source.person >= 0) {
        const Presence presence = w.people[source.person].presence;
        if (presence != Presence::here && presence != Presence::absent) size = 0;  // a duty of who is not there
    }
    if (source.batch >= 0)
        size = int32_t(w.of.amounts.value(source.batch, w.key, source.batch_stream, w.batches[s], w.now) + 0.5);
    if (source.at_most >= 0) size = std::min(size, source.at_most - w.made[s]);
    ++w.batches[s];
    for (; size > 0; --size) make(w, s, {w.now, std::nan(""), source.kind, none, none});
    next_batch(w, s);
}
