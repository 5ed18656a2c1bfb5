// dy/dt = F(y) with F(y)_0 = x_0 and F(y)_i = x_i y_(i-1), from y = 0 to t = 2 in s steps of the classic Runge-Kutta method;
// the sum of the last y, and its gradient by x: the steps are kept and walked back.
#include <vector>

#include "denormals.h"

namespace {
void slope(int n, const double *x, const double *y, double *__restrict k) {
    k[0] = x[0];
    for (int i = 1; i < n; i++)
        k[i] = x[i] * y[i - 1];
}

void moved(int n, const double *y, double h, const double *k, double *__restrict to) {
    for (int i = 0; i < n; i++)
        to[i] = y[i] + h * k[i];
}

struct Stages {
    std::vector<double> k1, k2, k3, k4, y2, y3, y4;

    explicit Stages(int n) : k1(n), k2(n), k3(n), k4(n), y2(n), y3(n), y4(n) {}

    void run(int n, double h, const double *x, const double *y) {
        slope(n, x, y, k1.data());
        moved(n, y, h / 2, k1.data(), y2.data());
        slope(n, x, y2.data(), k2.data());
        moved(n, y, h / 2, k2.data(), y3.data());
        slope(n, x, y3.data(), k3.data());
        moved(n, y, h, k3.data(), y4.data());
        slope(n, x, y4.data(), k4.data());
    }

    void step(int n, double h, const double *x, const double *y, double *__restrict next) {
        run(n, h, x, y);
        for (int i = 0; i < n; i++)
            next[i] = y[i] + h / 6 * (k1[i] + 2 * k2[i] + 2 * k3[i] + k4[i]);
    }
};

// From the derivative by k = F(y) those by y, which is overwritten, and by x, which grows.
void back(int n, const double *x, const double *y, const double *dk, double *__restrict dy, double *__restrict dx) {
    dx[0] += dk[0];
    for (int i = 1; i < n; i++) {
        dx[i] += dk[i] * y[i - 1];
        dy[i - 1] = dk[i] * x[i];
    }
    dy[n - 1] = 0;
}

double sum(int n, const double *y) {
    double total = 0;
    for (int i = 0; i < n; i++)
        total += y[i];
    return total;
}
}  // namespace

extern "C" double ode_value(int n, int s, const double *x, double *__restrict y) {
    FlushDenormals mode;
    double h = 2.0 / s;
    Stages stages(n);
    std::vector<double> next(n);
    for (int i = 0; i < n; i++)
        y[i] = 0;
    for (int t = 0; t < s; t++) {
        stages.step(n, h, x, y, next.data());
        for (int i = 0; i < n; i++)
            y[i] = next[i];
    }
    return sum(n, y);
}

extern "C" double ode_gradient(int n, int s, const double *x, double *__restrict dx) {
    FlushDenormals mode;
    double h = 2.0 / s;
    Stages stages(n);
    std::vector<double> path((s + 1L) * n, 0.0);
    for (int t = 0; t < s; t++)
        stages.step(n, h, x, &path[(long)t * n], &path[(t + 1L) * n]);
    double value = sum(n, &path[(long)s * n]);

    std::vector<double> dy(n, 1.0), dk(n), through(n), total(n);
    for (int i = 0; i < n; i++)
        dx[i] = 0;
    for (int t = s - 1; t >= 0; t--) {
        const double *y = &path[(long)t * n];
        stages.run(n, h, x, y);
        for (int i = 0; i < n; i++) {
            dk[i] = h / 6 * dy[i];
            total[i] = dy[i];
        }
        back(n, x, stages.y4.data(), dk.data(), through.data(), dx);
        for (int i = 0; i < n; i++) {
            total[i] += through[i];
            dk[i] = h / 3 * dy[i] + h * through[i];
        }
        back(n, x, stages.y3.data(), dk.data(), through.data(), dx);
        for (int i = 0; i < n; i++) {
            total[i] += through[i];
            dk[i] = h / 3 * dy[i] + h / 2 * through[i];
        }
        back(n, x, stages.y2.data(), dk.data(), through.data(), dx);
        for (int i = 0; i < n; i++) {
            total[i] += through[i];
            dk[i] = h / 6 * dy[i] + h / 2 * through[i];
        }
        back(n, x, y, dk.data(), through.data(), dx);
        for (int i = 0; i < n; i++)
            dy[i] = total[i] + through[i];
    }
    return value;
}
