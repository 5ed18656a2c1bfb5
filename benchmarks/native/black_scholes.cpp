// The price of a European call and its derivatives by spot, strike, rate, volatility and time, one option after another.
// The derivatives are the adjoint of the price, statement by statement backwards.
#include <cmath>

#include "denormals.h"

namespace {
const double half_root = 0.70710678118654752440, inverse_root_two_pi = 0.39894228040143267794;

double normal_distribution(double x) { return 0.5 * std::erfc(-x * half_root); }

double normal_density(double x) { return inverse_root_two_pi * std::exp(-0.5 * x * x); }
}  // namespace

extern "C" void black_scholes_value(
    int n, const double *spot, const double *strike, const double *rate, const double *volatility, const double *time, double *__restrict price) {
    FlushDenormals mode;
    for (int i = 0; i < n; i++) {
        double width = volatility[i] * std::sqrt(time[i]);
        double up = (std::log(spot[i] / strike[i]) + (rate[i] + 0.5 * volatility[i] * volatility[i]) * time[i]) / width;
        price[i] = spot[i] * normal_distribution(up) - strike[i] * std::exp(-rate[i] * time[i]) * normal_distribution(up - width);
    }
}

extern "C" void black_scholes_gradient(
    int n, const double *spot, const double *strike, const double *rate, const double *volatility, const double *time, double *__restrict price,
    double *__restrict by_spot, double *__restrict by_strike, double *__restrict by_rate, double *__restrict by_volatility, double *__restrict by_time) {
    FlushDenormals mode;
    for (int i = 0; i < n; i++) {
        double s = spot[i], k = strike[i], r = rate[i], v = volatility[i], t = time[i];
        double root = std::sqrt(t), width = v * root, drift = r + 0.5 * v * v;
        double up = (std::log(s / k) + drift * t) / width, down = up - width;
        double chance_up = normal_distribution(up), chance_down = normal_distribution(down), discount = std::exp(-r * t);
        price[i] = s * chance_up - k * discount * chance_down;

        double d_down = -k * discount * normal_density(down);
        double d_up = s * normal_density(up) + d_down;
        double d_discount = -k * chance_down;
        double d_numerator = d_up / width;
        double d_width = -d_down - d_up * up / width;
        by_spot[i] = chance_up + d_numerator / s;
        by_strike[i] = -discount * chance_down - d_numerator / k;
        by_rate[i] = d_numerator * t - d_discount * discount * t;
        by_volatility[i] = d_numerator * t * v + d_width * root;
        by_time[i] = d_numerator * drift - d_discount * discount * r + d_width * v * 0.5 / root;
    }
}
