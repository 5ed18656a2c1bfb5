// f(x) = max x + log sum exp(x - max x); its gradient is the softmax of x.
#include <algorithm>
#include <cmath>

#include "denormals.h"

extern "C" double lse_value(int n, const double *x) {
    FlushDenormals mode;
    double largest = x[0];
    for (int i = 1; i < n; i++)
        largest = std::max(largest, x[i]);
    double sum = 0;
    for (int i = 0; i < n; i++)
        sum += std::exp(x[i] - largest);
    return largest + std::log(sum);
}

extern "C" double lse_gradient(int n, const double *x, double *__restrict dx) {
    FlushDenormals mode;
    double largest = x[0];
    for (int i = 1; i < n; i++)
        largest = std::max(largest, x[i]);
    double sum = 0;
    for (int i = 0; i < n; i++)
        sum += dx[i] = std::exp(x[i] - largest);
    double scale = 1 / sum;
    for (int i = 0; i < n; i++)
        dx[i] *= scale;
    return largest + std::log(sum);
}
