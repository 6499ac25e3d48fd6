// Joining and leaving, workshops, the hand-out.
#pragma once

#include "people.hpp"

// -- joining, leaving, absence ----------------------------------------------------------------------------------------

inline void route_again(World& w, int32_t pool) {
    int32_t r = w.pools[pool].head;
    w.pools[pool].head = w.pools[pool].tail = none;
    while (r >= 0) {
        const int32_t following = w.requests[r].next;
        w.requests[r].pool = asked_pool(w, w.requests[r]);
        enqueue(w, r);
        r = following;
    }
    for (const int32_t shop : w.shops)
        for (int32_t seat = shop; seat >= 0; seat = w.requests[seat].mate) {
            Request& request = w.requests[seat];
            if (request.pool != pool) continue;
            request.pool = asked_pool(w, request);
            stir(w, request.pool);
        }
}

inline void schedule_rate(World& w, int32_t p, int32_t place) {
    if (place < w.of.rates[p].end)
        w.calendar.add({std::max(w.of.rate[place].day, 0.0), p, rate_change, 0, p, place, 0, What::rate});
}

inline void change_rate(World& w, int32_t p, int32_t place) {
    schedule_rate(w, p, place + 1);
    Person& person = w.people[p];
    const Rate& rate = w.of.rate[place];
    const Presence was = person.presence;
    reach(w, person);
    const bool stood_still = person.speed <= 0.0, stands_still = rate.slope <= 0.0;
    person.speed = rate.slope;
    person.presence = rate.presence;
    const auto is_due = [&](const Request& r) { return r.target <= person.clock && person.aside < 0; };
    if (rate.presence == Presence::left_handing_back) {
        for (int32_t r = person.hands, following; r >= 0; r = following) {
            following = w.requests[r].next;
            if (is_due(w.requests[r])) continue;
            let_go(w, r, p);
            if (!stood_still) w.log(w.requests[r], Said::paused, p);
            w.requests[r].seat = false;
            enqueue(w, r);
        }
        while (person.aside >= 0) {
            const int32_t r = person.aside;
            person.aside = w.requests[r].next;
            w.requests[r].seat = false;
            enqueue(w, r);
        }
    }
    if (stood_still != stands_still)
        for (int32_t r = person.hands; r >= 0; r = w.requests[r].next)
            if (!is_due(w.requests[r])) w.log(w.requests[r], stood_still ? Said::resumed : Said::paused, p);
    const bool was_member = was == Presence::here || was == Presence::absent;
    const bool is_member = rate.presence == Presence::here || rate.presence == Presence::absent;
    const bool joined = was == Presence::not_yet && is_member, left = was_member && rate.presence >= Presence::left;
    if (joined) person.free_since = w.now;
    look_up(w, p);
    const Range sits = w.of.sits[p];
    for (int32_t k = sits.begin; k < sits.end; ++k) {
        Pool& pool = w.pools[w.of.seat_pool[k]];
        pool.present += int(joined) - int(left);
        if (pool.head >= 0 || !w.shops.empty()) stir(w, w.of.seat_pool[k]);
    }
    retime(w, p);
    if (joined)  // requests are routed again where they waited for somebody, or the last has left
        for (int32_t pool = 0; pool < w.of.n_pools; ++pool)
            if (w.pools[pool].present <= 0) route_again(w, pool);
    if (left)
        for (int32_t k = sits.begin; k < sits.end; ++k)
            if (w.pools[w.of.seat_pool[k]].present <= 0) route_again(w, w.of.seat_pool[k]);
    w.settle = true;
}

// -- workshops --------------------------------------------------------------------------------------------------------

// Somebody seated already who holds the role of a seat too, for other roles only.
inline int32_t in_turn(const World& w, const std::vector<Seat>& seated, const Request& request) {
    for (const Seat& one : seated) {
        const uint64_t word = w.of.member_bits[request.pool * w.of.person_words + (one.person >> 6)];
        if (!(word >> (one.person & 63) & 1)) continue;
        bool other_roles = true;
        for (const Seat& two : seated)
            other_roles = other_roles && (two.person != one.person || w.requests[two.request].ask != request.ask);
        if (other_roles) return one.person;
    }
    return none;
}

inline bool all_reserved(const World& w, int32_t pool) {
    const Range members = w.of.pool_members[pool];
    for (int32_t k = members.begin; k < members.end; ++k) {
        const Person& person = w.people[w.of.member[k].person];
        const bool there = person.presence == Presence::here || person.presence == Presence::absent;
        if (there && person.withheld == Withheld::no) return false;
    }
    return true;
}

// Seats in written order by those free, who put down their work, or in turn; nothing happens if that fails.
inline void seat_workshop(World& w, size_t shop) {
    std::vector<Seat>& seated = w.seated;
    seated.clear();
    const int32_t lead = w.shops[shop];
    const bool in_order_only = w.requests[lead].in_order;
    bool any_free = false, complete = true;
    for (int32_t r = lead; r >= 0; r = w.requests[r].mate) {
        const Request& request = w.requests[r];
        int32_t victim = none, person = best_free(w, request);
        if (person >= 0) {
            any_free = true;
        } else if (in_order_only) {
            if (all_reserved(w, request.pool)) person = in_turn(w, seated, request);
        } else {
            victim = interruptible(w, request.pool);
            person = victim >= 0 ? w.requests[victim].person : in_turn(w, seated, request);
        }
        if (person < 0) {
            complete = false;
            if (!in_order_only) break;
            continue;
        }
        seated.push_back({person, r, victim});
        if (!w.of.copies && w.people[person].withheld == Withheld::no) w.people[person].withheld = Withheld::seated;
    }
    for (const Seat& seat : seated) {
        Withheld& withheld = w.people[seat.person].withheld;
        if (withheld != Withheld::seated) continue;
        withheld = Withheld::no;
        if (in_order_only && !complete) {
            withheld = Withheld::yes;
            w.withheld.push_back(seat.person);
        }
    }
    if (!complete || !any_free) return;
    w.shops[shop] = w.shops.back();
    w.shops.pop_back();
    for (size_t k = 0; k < seated.size(); ++k) {
        const Seat seat = seated[k];
        if (seat.victim >= 0) {
            let_go(w, seat.victim, seat.person);
            w.log(w.requests[seat.victim], Said::paused, seat.person);
            put_aside(w, seat.victim, seat.person);
        }
        if (!w.of.copies) {
            bool again = false;
            for (size_t j = 0; j < k; ++j) again = again || seated[j].person == seat.person;
            if (again) continue;
            for (size_t j = seated.size() - 1; j > k; --j)
                if (seated[j].person == seat.person) put_aside(w, seated[j].request, seat.person);
        }
        start(w, seat.request, seat.person);
        retime(w, seat.person);
    }
}

// -- the hand-out -----------------------------------------------------------------------------------------------------

inline int32_t best_request(const World& w) {
    int32_t best = none;
    for (const int32_t pool : w.stirred) {
        const int32_t r = w.pools[pool].head;
        if (r < 0 || (best >= 0 && ranks_before(w.requests[best], w.requests[r]))) continue;
        if (anybody(w, pool) || (w.requests[r].urgent && interruptible(w, pool) >= 0)) best = r;
    }
    return best;
}

inline int32_t best_workshop(const World& w) {
    int32_t best = none;
    for (size_t k = 0; k < w.shops.size(); ++k) {
        const Request& lead = w.requests[w.shops[k]];
        if (lead.looked_at == w.handouts) continue;
        if (best >= 0 && ranks_before(w.requests[w.shops[best]], lead)) continue;
        bool looks = lead.in_order;
        for (int32_t r = w.shops[k]; r >= 0 && !looks; r = w.requests[r].mate)
            looks = w.pools[w.requests[r].pool].stirred;
        if (looks) best = int32_t(k);
    }
    return best;
}

inline void hand_out(World& w) {
    ++w.handouts;
    for (;;) {
        const int32_t best = best_request(w), shop = best_workshop(w);
        if (shop >= 0 && (best < 0 || ranks_before(w.requests[w.shops[shop]], w.requests[best]))) {
            w.requests[w.shops[shop]].looked_at = w.handouts;
            seat_workshop(w, size_t(shop));
            continue;
        }
        if (best < 0) break;
        dequeue(w, best);
        int32_t person = best_free(w, w.requests[best]);
        if (person < 0) {
            const int32_t victim = interruptible(w, w.requests[best].pool);
            person = w.requests[victim].person;
            let_go(w, victim, person);
            w.log(w.requests[victim], Said::paused, person);
            enqueue(w, victim);
        }
        start(w, best, person);
        retime(w, person);
    }
    for (const int32_t pool : w.stirred) w.pools[pool].stirred = false;
    w.stirred.clear();
    for (const int32_t p : w.withheld) {  // may be free for other work at the next settle
        w.people[p].withheld = Withheld::no;
        const Range sits = w.of.sits[p];
        for (int32_t k = sits.begin; k < sits.end; ++k) stir(w, w.of.seat_pool[k]);
    }
    w.withheld.clear();
}

inline void withdraw(World& w, int32_t item) {
    const auto give_up = [&](int32_t r) {
        w.log(w.requests[r], Said::withdrawn, none);
        stir(w, w.requests[r].pool);
        forget(w, r);
    };
    for (const Pool& pool : w.pools)
        for (int32_t r = pool.head, following; r >= 0; r = following) {
            following = w.requests[r].next;
            if (w.requests[r].item != item) continue;
            dequeue(w, r);
            give_up(r);
        }
    for (size_t k = 0; k < w.shops.size();) {
        const int32_t lead = w.shops[k];
        if (w.requests[lead].item != item) {
            ++k;
            continue;
        }
        w.shops[k] = w.shops.back();
        w.shops.pop_back();
        for (int32_t r = lead, following; r >= 0; r = following) {
            following = w.requests[r].mate;
            give_up(r);
        }
    }
}
