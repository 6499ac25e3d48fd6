// Draws, laws and rules: the scalar functions of sim/draws.py, sim/laws.py and sim/rules.py, in the same order of
// arithmetic.
#pragma once

#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

using std::int32_t;
using std::int64_t;
using std::uint64_t;

constexpr int32_t none = -1;
constexpr double infinity = std::numeric_limits<double>::infinity();

// -- draws ------------------------------------------------------------------------------------------------------------

inline uint64_t mix(uint64_t word) {
    word += 0x9E3779B97F4A7C15u;
    word = (word ^ (word >> 30)) * 0xBF58476D1CE4E5B9u;
    word = (word ^ (word >> 27)) * 0x94D049BB133111EBu;
    return word ^ (word >> 31);
}

inline uint64_t child_key(uint64_t parent, uint64_t stream, int64_t index) {
    return mix(mix(mix(parent ^ stream) ^ uint64_t(index)) ^ parent);
}

inline double uniform(uint64_t key, uint64_t stream, int64_t visit, int64_t sub = 0) {
    const uint64_t word = mix(mix(key ^ stream) ^ (uint64_t(visit) << 32 | uint64_t(sub)));
    return (double(word >> 12) + 0.5) * 0x1p-52;
}

// -- laws -------------------------------------------------------------------------------------------------------------

enum class Code : int32_t { constant, uniform, triangular, exponential, lognormal, weibull, geometric, table, steps };

constexpr int octaves = 40, cells = 32;
using Tables = std::vector<double>;

inline double read_table(double u, size_t place, const Tables& tables) {
    double tail = u;
    if (u >= 0.5) {
        tail = 1.0 - u;
        place += octaves * cells * 4;
    }
    int exponent;
    const double mantissa = std::frexp(tail, &exponent);
    const int octave = -exponent - 1;
    int cell = 0;
    double x = 0.0;
    if (octave < 0) {  // exactly one half
        cell = cells - 1;
        x = 1.0;
    } else if (octave >= octaves) {  // the edge value stands
        place += (octaves - 1) * cells * 4;
    } else {
        place += size_t(octave) * cells * 4;
        const double position = (mantissa - 0.5) * (2 * cells);
        cell = int(position);
        x = position - cell;
    }
    const double* c = &tables[place + 4 * size_t(cell)];
    return c[0] + x * (c[1] + x * (c[2] + x * c[3]));
}

inline double read_steps(double u, size_t offset, const Tables& tables) {
    const size_t count = size_t(tables[offset]);
    size_t low = 0, high = count - 1;
    while (low < high) {
        const size_t middle = (low + high) / 2;
        if (tables[offset + 1 + middle] >= u)
            high = middle;
        else
            low = middle + 1;
    }
    return tables[offset + 1 + count + low];
}

struct Law {
    double a, b, c, multiplier;
    Code code;

    double quantile(double u, const Tables& tables) const {
        switch (code) {
        case Code::constant: return a;
        case Code::exponential: return -a * std::log(1.0 - u);
        case Code::lognormal: return std::exp(a + b * read_table(u, 0, tables));
        case Code::table: return a + b * read_table(u, size_t(c), tables);
        case Code::uniform: return a + b * u;
        case Code::triangular:  // a = min, b = mode, c = max
            if (u < (b - a) / (c - a)) return a + std::sqrt(u * (c - a) * (b - a));
            return c - std::sqrt((1.0 - u) * (c - a) * (c - b));
        case Code::weibull: return a * std::pow(-std::log(1.0 - u), b);
        case Code::geometric: return std::floor(std::log(1.0 - u) / a) + 1.0;
        case Code::steps: break;
        }
        return read_steps(u, size_t(a), tables);
    }

    double value(double u, const Tables& tables) const { return quantile(u, tables) * multiplier; }
};

// -- amounts ----------------------------------------------------------------------------------------------------------

enum class Scale : int32_t { linear, geometric, odds };

struct Path {  // linear between its points, constant before the first and after the last
    std::vector<double> days, values;

    double value(double day) const {
        if (days.size() == 1 || day <= days.front()) return values.front();
        if (day >= days.back()) return values.back();
        size_t k = 0;
        while (days[k + 1] <= day) ++k;
        const double share = (day - days[k]) / (days[k + 1] - days[k]);
        return values[k] + (values[k + 1] - values[k]) * share;
    }
};

inline double between(double low, double high, double share, Scale scale) {
    if (share <= 0.0) return low;
    if (share >= 1.0) return high;
    if (scale == Scale::geometric && low > 0.0 && high > 0.0) return low * std::pow(high / low, share);
    if (scale == Scale::odds && 0.0 < low && low < 1.0 && 0.0 < high && high < 1.0) {
        const double odds = low / (1.0 - low) * std::pow(high / (1.0 - high) / (low / (1.0 - low)), share);
        return odds / (1.0 + odds);
    }
    return low + (high - low) * share;
}

struct Amount {
    double fixed;  // nan where it is drawn or moves
    Law level[3];
    Scale scale;
    int32_t dial, path, factor;
};

struct Amounts {
    std::vector<Amount> list;
    std::vector<Path> paths;
    Tables tables;

    double drawn(int32_t amount, double u, double day) const {
        double product = 1.0;
        for (; amount >= 0; amount = list[amount].factor) {
            const Amount& one = list[amount];
            double value = one.level[0].value(u, tables);
            if (one.dial >= 0) {
                const double dial = paths[one.dial].value(day);
                const double middle = one.level[1].value(u, tables), high = one.level[2].value(u, tables);
                value = dial <= 0.5 ? between(value, middle, 2.0 * dial, one.scale)
                                    : between(middle, high, 2.0 * dial - 1.0, one.scale);
            }
            if (one.path >= 0) value *= paths[one.path].value(day);
            product *= value;
        }
        return product;
    }

    // Value for one purpose: a draw is made only where there is something to draw.
    double value(int32_t amount, uint64_t key, uint64_t stream, int64_t visit, double day) const {
        const double fixed = list[amount].fixed;
        return fixed == fixed ? fixed : drawn(amount, uniform(key, stream, visit), day);
    }

    // Value of what is not drawn, such as a chance; 0 where it is absent.
    double level(int32_t amount, double day) const {
        if (amount < 0) return 0.0;
        const double fixed = list[amount].fixed;
        return fixed == fixed ? fixed : drawn(amount, 0.5, day);
    }
};

// -- rules ------------------------------------------------------------------------------------------------------------

inline double effort(double drawn, double size, double factor, double redone, double share) {
    return drawn * size * factor * redone * share;
}

inline double delay(double drawn, double size, double grows, double again) {
    if (grows != 0.0) drawn *= std::pow(size, grows);
    return drawn * again;
}

constexpr double tolerance = 1e-9;

inline bool not_after(double day, double limit) { return day <= limit + tolerance * std::fabs(limit); }

inline bool in_window(double day, double first, double last) {
    return not_after(first, day) && !not_after(last, day);
}

inline double happens_at(double day, double horizon) {
    return horizon < day && not_after(day, horizon) ? horizon : day;
}

inline double next_meeting(double ready, double every) {
    const double count = std::fmax(std::ceil(ready / every), 1.0);
    if (count > 1.0 && not_after(ready, every * (count - 1.0))) return ready;
    return every * count;
}

inline double share_of_attention(int32_t in_hand, double loss, bool copies) {
    return in_hand <= 1 || copies ? 1.0 : std::pow(1.0 - loss, double(in_hand - 1)) / in_hand;
}

inline double finish_time(double now, double clock, double target, double slope) {
    const double ahead = target - clock;
    return ahead <= 0.0 ? now : now + ahead / slope;
}

inline double work_left(double clock, double target, double skill) {
    const double left = (target - clock) * skill;
    return left > 0.0 ? left : 0.0;
}

inline double race(double u, double share) { return share > 0.0 ? -std::log(u) / share : infinity; }

inline double faded(double chance, double fade, int32_t fired) {
    return fired == 0 || fade == 1.0 ? chance : chance * std::pow(fade, double(fired));
}

inline double with_loss(double chance, double odds_factor) {
    if (odds_factor == 1.0 || chance <= 0.0 || chance >= 1.0) return chance;
    return chance * odds_factor / (1.0 - chance + chance * odds_factor);
}

// Winner of an exponential race; `share(k)` and `stream(k)` of the k-th category.
template <class Share, class Stream>
int32_t fastest(uint64_t key, int32_t n, Share share, Stream stream) {
    int32_t winner = 0;
    double best = infinity;
    for (int32_t k = 0; n > 1 && k < n; ++k) {
        const double its_share = share(k);
        if (its_share <= 0.0) continue;
        const double time = race(uniform(key, stream(k), 0), its_share);
        if (time < best) {
            best = time;
            winner = k;
        }
    }
    return winner;
}
