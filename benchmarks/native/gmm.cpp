// The logarithm of the likelihood of a Gaussian mixture with a Wishart prior, and its gradient, in loops over points and
// components. A component has a lower triangular matrix with exp(q) on its diagonal and l below it, column by column.
#include <algorithm>
#include <cmath>
#include <vector>

#include "denormals.h"

namespace {
struct Mixture {
    int d, k, n, m;
    double gamma;
    const double *x, *alpha, *mu, *q, *l;

    int below() const { return d * (d - 1) / 2; }
};

// What does not depend on the points.
struct Components {
    std::vector<double> scale, sum;

    explicit Components(const Mixture &a) : scale(a.k * a.d), sum(a.k) {
        for (int j = 0; j < a.k; j++) {
            double total = 0;
            for (int r = 0; r < a.d; r++) {
                total += a.q[j * a.d + r];
                scale[j * a.d + r] = std::exp(a.q[j * a.d + r]);
            }
            sum[j] = total;
        }
    }
};

double log_gamma_of_dimension(double a, int d) {
    double sum = 0.25 * d * (d - 1) * std::log(M_PI);
    for (int t = 1; t <= d; t++)
        sum += std::lgamma(a + 0.5 * (1 - t));
    return sum;
}

double log_sum_exp(int n, const double *v) {
    double largest = *std::max_element(v, v + n), sum = 0;
    for (int i = 0; i < n; i++)
        sum += std::exp(v[i] - largest);
    return largest + std::log(sum);
}

// The matrix of a component times (point - mean), and the square of its norm.
double whiten(const Mixture &a, const Components &c, int j, const double *point, double *__restrict centered, double *__restrict white) {
    const double *mu = a.mu + j * a.d, *scale = c.scale.data() + j * a.d, *l = a.l + j * a.below();
    for (int r = 0; r < a.d; r++) {
        centered[r] = point[r] - mu[r];
        white[r] = scale[r] * centered[r];
    }
    for (int column = 0; column < a.d; column++) {
        double factor = centered[column];
        for (int r = column + 1; r < a.d; r++)
            white[r] += *l++ * factor;
    }
    double square = 0;
    for (int r = 0; r < a.d; r++)
        square += white[r] * white[r];
    return square;
}

double constant(const Mixture &a) {
    int nu = a.d + a.m + 1;
    return -0.5 * a.n * a.d * std::log(2 * M_PI) +
           a.k * (nu * a.d * (std::log(a.gamma) - 0.5 * std::log(2.0)) - log_gamma_of_dimension(0.5 * nu, a.d));
}

double prior(const Mixture &a, const Components &c) {
    double squares = 0, sum = 0;
    for (int i = 0; i < a.k * a.d; i++)
        squares += c.scale[i] * c.scale[i];
    for (int i = 0; i < a.k * a.below(); i++)
        squares += a.l[i] * a.l[i];
    for (int j = 0; j < a.k; j++)
        sum += c.sum[j];
    return -0.5 * a.gamma * a.gamma * squares + a.m * sum;
}
}  // namespace

extern "C" double gmm_value(
    int d, int k, int n, int m, double gamma, const double *x, const double *alpha, const double *mu, const double *q, const double *l) {
    FlushDenormals mode;
    Mixture a{d, k, n, m, gamma, x, alpha, mu, q, l};
    Components c(a);
    std::vector<double> centered(d), white(d), term(k);
    double likelihood = 0;
    for (int i = 0; i < n; i++) {
        for (int j = 0; j < k; j++)
            term[j] = alpha[j] + c.sum[j] - 0.5 * whiten(a, c, j, x + i * d, centered.data(), white.data());
        likelihood += log_sum_exp(k, term.data());
    }
    return constant(a) + likelihood - n * log_sum_exp(k, alpha) + prior(a, c);
}

extern "C" double gmm_gradient(
    int d, int k, int n, int m, double gamma, const double *x, const double *alpha, const double *mu, const double *q, const double *l,
    double *__restrict dalpha, double *__restrict dmu, double *__restrict dq, double *__restrict dl) {
    FlushDenormals mode;
    Mixture a{d, k, n, m, gamma, x, alpha, mu, q, l};
    Components c(a);
    int below = a.below();
    std::vector<double> centered(k * d), white(k * d), term(k);

    double normalizer = log_sum_exp(k, alpha);
    for (int j = 0; j < k; j++)
        dalpha[j] = -n * std::exp(alpha[j] - normalizer);
    for (int i = 0; i < k * d; i++) {
        dmu[i] = 0;
        dq[i] = m - gamma * gamma * c.scale[i] * c.scale[i];
    }
    for (int i = 0; i < k * below; i++)
        dl[i] = -gamma * gamma * l[i];

    double likelihood = 0;
    for (int i = 0; i < n; i++) {
        for (int j = 0; j < k; j++)
            term[j] = alpha[j] + c.sum[j] - 0.5 * whiten(a, c, j, x + i * d, &centered[j * d], &white[j * d]);
        double total = log_sum_exp(k, term.data());
        likelihood += total;
        for (int j = 0; j < k; j++) {
            double weight = std::exp(term[j] - total);
            const double *scale = &c.scale[j * d], *xc = &centered[j * d], *y = &white[j * d], *lower = l + j * below;
            double *gl = dl + j * below, *gmu = dmu + j * d, *gq = dq + j * d;
            dalpha[j] += weight;
            for (int column = 0; column < d; column++) {
                gq[column] += weight * (1 - y[column] * scale[column] * xc[column]);
                double back = scale[column] * y[column], factor = weight * xc[column];
                for (int r = column + 1; r < d; r++) {
                    back += *lower++ * y[r];
                    *gl++ -= factor * y[r];
                }
                gmu[column] += weight * back;
            }
        }
    }
    return constant(a) + likelihood - n * normalizer + prior(a, c);
}
