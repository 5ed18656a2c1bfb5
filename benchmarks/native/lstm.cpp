// A recurrent network with diagonal weights that predicts the next character: layers of (forget, in, out, change) gates.
#include <cmath>
#include <vector>

#include "denormals.h"

namespace {
double sigmoid(double v) { return 1 / (1 + std::exp(-v)); }

// What a layer keeps of one character for the way back.
struct Step {
    double *x, *h, *s, *forget, *in, *out, *change, *after, *tanh;
};

// One layer: four blocks of weights, then four of biases.
void advance(int b, const double *w, const double *x, double *h, double *s) {
    const double *bias = w + 4 * b;
    for (int r = 0; r < b; r++) {
        double forget = sigmoid(x[r] * w[r] + bias[r]), in = sigmoid(h[r] * w[b + r] + bias[b + r]);
        double out = sigmoid(x[r] * w[2 * b + r] + bias[2 * b + r]), change = std::tanh(h[r] * w[3 * b + r] + bias[3 * b + r]);
        s[r] = s[r] * forget + in * change;
        h[r] = out * std::tanh(s[r]);
    }
}

Step at(std::vector<double> &tape, long place, int b) {
    double *p = tape.data() + place * 9 * b;
    return {p, p + b, p + 2 * b, p + 3 * b, p + 4 * b, p + 5 * b, p + 6 * b, p + 7 * b, p + 8 * b};
}
}  // namespace

extern "C" double lstm_value(int layers, int b, int c, const double *main, const double *extra, const double *state, const double *sequence) {
    FlushDenormals mode;
    std::vector<double> current(state, state + 2 * layers * b), x(b), y(b);
    double total = 0;
    for (int t = 0; t + 1 < c; t++) {
        for (int r = 0; r < b; r++)
            x[r] = sequence[t * b + r] * extra[r];
        const double *input = x.data();
        for (int j = 0; j < layers; j++) {
            double *h = &current[2 * j * b];
            advance(b, main + 8 * j * b, input, h, h + b);
            input = h;
        }
        double sum = 2;
        for (int r = 0; r < b; r++) {
            y[r] = input[r] * extra[b + r] + extra[2 * b + r];
            sum += std::exp(y[r]);
        }
        double z = std::log(sum);
        for (int r = 0; r < b; r++)
            total += sequence[(t + 1) * b + r] * (y[r] - z);
    }
    return -total / (b * (c - 1.0));
}

extern "C" double lstm_gradient(
    int layers, int b, int c, const double *main, const double *extra, const double *state, const double *sequence, double *__restrict dmain,
    double *__restrict dextra) {
    FlushDenormals mode;
    std::vector<double> current(state, state + 2 * layers * b), tape((c - 1L) * layers * 9 * b), outputs((c - 1L) * b), share((c - 1L) * b);
    double total = 0;
    for (int t = 0; t + 1 < c; t++) {
        double *y = &outputs[t * b], *e = &share[t * b];
        const double *input = nullptr;
        for (int j = 0; j < layers; j++) {
            Step k = at(tape, (long)t * layers + j, b);
            const double *w = main + 8 * j * b, *bias = w + 4 * b;
            double *h = &current[2 * j * b], *s = h + b;
            for (int r = 0; r < b; r++) {
                k.x[r] = j == 0 ? sequence[t * b + r] * extra[r] : input[r];
                k.h[r] = h[r];
                k.s[r] = s[r];
                k.forget[r] = sigmoid(k.x[r] * w[r] + bias[r]);
                k.in[r] = sigmoid(h[r] * w[b + r] + bias[b + r]);
                k.out[r] = sigmoid(k.x[r] * w[2 * b + r] + bias[2 * b + r]);
                k.change[r] = std::tanh(h[r] * w[3 * b + r] + bias[3 * b + r]);
                s[r] = s[r] * k.forget[r] + k.in[r] * k.change[r];
                k.tanh[r] = std::tanh(s[r]);
                h[r] = k.out[r] * k.tanh[r];
                k.after[r] = h[r];
            }
            input = k.after;
        }
        double sum = 2;
        for (int r = 0; r < b; r++) {
            y[r] = input[r] * extra[b + r] + extra[2 * b + r];
            sum += e[r] = std::exp(y[r]);
        }
        double z = std::log(sum), count = 0;
        for (int r = 0; r < b; r++) {
            total += sequence[(t + 1) * b + r] * (y[r] - z);
            count += sequence[(t + 1) * b + r];
        }
        // The derivative of the total by y.
        for (int r = 0; r < b; r++)
            e[r] = sequence[(t + 1) * b + r] - count * e[r] / sum;
    }

    double scale = -1 / (b * (c - 1.0));
    std::vector<double> dstate(2 * layers * b, 0.0), dx(b);
    for (int i = 0; i < 8 * layers * b; i++)
        dmain[i] = 0;
    for (int i = 0; i < 3 * b; i++)
        dextra[i] = 0;
    for (int t = c - 2; t >= 0; t--) {
        const double *top = at(tape, (long)t * layers + layers - 1, b).after;
        for (int r = 0; r < b; r++) {
            double dy = scale * share[t * b + r];
            dextra[b + r] += dy * top[r];
            dextra[2 * b + r] += dy;
            dx[r] = dy * extra[b + r];
        }
        for (int j = layers - 1; j >= 0; j--) {
            Step k = at(tape, (long)t * layers + j, b);
            const double *w = main + 8 * j * b;
            double *dw = dmain + 8 * j * b, *dbias = dw + 4 * b, *dh = &dstate[2 * j * b], *ds = dh + b;
            for (int r = 0; r < b; r++) {
                double back = dh[r] + dx[r];
                double dcell = ds[r] + back * k.out[r] * (1 - k.tanh[r] * k.tanh[r]);
                double dforget = dcell * k.s[r] * k.forget[r] * (1 - k.forget[r]);
                double din = dcell * k.change[r] * k.in[r] * (1 - k.in[r]);
                double dout = back * k.tanh[r] * k.out[r] * (1 - k.out[r]);
                double dchange = dcell * k.in[r] * (1 - k.change[r] * k.change[r]);
                dw[r] += dforget * k.x[r];
                dw[b + r] += din * k.h[r];
                dw[2 * b + r] += dout * k.x[r];
                dw[3 * b + r] += dchange * k.h[r];
                dbias[r] += dforget;
                dbias[b + r] += din;
                dbias[2 * b + r] += dout;
                dbias[3 * b + r] += dchange;
                dx[r] = dforget * w[r] + dout * w[2 * b + r];
                dh[r] = din * w[b + r] + dchange * w[3 * b + r];
                ds[r] = dcell * k.forget[r];
            }
        }
        for (int r = 0; r < b; r++)
            dextra[r] += dx[r] * sequence[t * b + r];
    }
    return scale * total;
}
