// A call on the average price along simulated paths, and its derivatives by spot, strike, rate, volatility, time and dividend:
// every path forwards with its steps kept, then backwards. The normal draws lie path after path.
#include <cmath>
#include <vector>

#include "denormals.h"

namespace {
enum { spot, strike, rate, volatility, time_, dividend, parameters };
}

extern "C" double asian_value(int paths, int steps, const double *p, const double *draws) {
    FlushDenormals mode;
    double dt = p[time_] / steps, drift = (p[rate] - p[dividend] - 0.5 * p[volatility] * p[volatility]) * dt, width = p[volatility] * std::sqrt(dt);
    double total = 0;
    for (int i = 0; i < paths; i++) {
        const double *z = draws + (long)i * steps;
        double price = p[spot], sum = 0;
        for (int t = 0; t < steps; t++) {
            price *= std::exp(drift + width * z[t]);
            sum += price;
        }
        double gain = sum / steps - p[strike];
        total += gain > 0 ? gain : 0;
    }
    return std::exp(-p[rate] * p[time_]) * total / paths;
}

extern "C" double asian_gradient(int paths, int steps, const double *p, const double *draws, double *__restrict d) {
    FlushDenormals mode;
    double dt = p[time_] / steps, root = std::sqrt(dt);
    double slope = p[rate] - p[dividend] - 0.5 * p[volatility] * p[volatility], drift = slope * dt, width = p[volatility] * root;
    double total = 0, dspot = 0, dstrike = 0, ddrift = 0, dwidth = 0;
    std::vector<double> factor(steps), price(steps + 1);
    for (int i = 0; i < paths; i++) {
        const double *z = draws + (long)i * steps;
        double sum = 0;
        price[0] = p[spot];
        for (int t = 0; t < steps; t++) {
            factor[t] = std::exp(drift + width * z[t]);
            price[t + 1] = price[t] * factor[t];
            sum += price[t + 1];
        }
        double gain = sum / steps - p[strike];
        if (gain <= 0)
            continue;
        total += gain;
        dstrike -= 1;
        double dprice = 0;
        for (int t = steps - 1; t >= 0; t--) {
            dprice += 1.0 / steps;
            double dexponent = dprice * price[t + 1];
            ddrift += dexponent;
            dwidth += dexponent * z[t];
            dprice *= factor[t];
        }
        dspot += dprice;
    }
    double discount = std::exp(-p[rate] * p[time_]), scale = discount / paths, value = scale * total;
    d[spot] = scale * dspot;
    d[strike] = scale * dstrike;
    d[rate] = scale * ddrift * dt - p[time_] * value;
    d[volatility] = scale * (dwidth * root - ddrift * p[volatility] * dt);
    d[time_] = scale * (ddrift * slope + dwidth * p[volatility] * 0.5 / root) / steps - p[rate] * value;
    d[dividend] = -scale * ddrift * dt;
    return value;
}
