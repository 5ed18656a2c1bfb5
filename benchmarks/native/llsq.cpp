// f(x) = 1/2 sum_i r_i^2 with r_i = sign(t_i) - sum_j x_j t_i^j and t_i from -1 to 1.
#include "denormals.h"

namespace {
double point(int i, int n) { return -1 + 2.0 * i / (n - 1); }

double residual(double t, int m, const double *x) {
    double sum = 0, power = 1;
    for (int j = 0; j < m; j++) {
        sum += x[j] * power;
        power *= t;
    }
    return (t > 0) - (t < 0) - sum;
}
}  // namespace

extern "C" double llsq_value(int n, int m, const double *x) {
    FlushDenormals mode;
    double f = 0;
    for (int i = 0; i < n; i++) {
        double r = residual(point(i, n), m, x);
        f += r * r;
    }
    return f / 2;
}

extern "C" double llsq_gradient(int n, int m, const double *x, double *__restrict dx) {
    FlushDenormals mode;
    for (int j = 0; j < m; j++)
        dx[j] = 0;
    double f = 0;
    for (int i = 0; i < n; i++) {
        double t = point(i, n), r = residual(t, m, x), power = r;
        f += r * r;
        for (int j = 0; j < m; j++) {
            dx[j] -= power;
            power *= t;
        }
    }
    return f / 2;
}
