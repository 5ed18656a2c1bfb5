"""An opponent: functions and their gradients by torch's operations, timed here when the benchmark asks.

Usage: opponent.py FUNCTION THREADS FOLDER SIZE...

The folder holds the inputs as raw Float32 (labels: Int32) files 0, 1, ...  Commands come line by line:
  value COUNT, gradient COUNT   run so often and print the milliseconds of a call
  results                       write what the last gradient found, value first, as raw Float64 files r0, r1, ... and print their number
"""
import os
import sys
import time

os.environ["OMP_NUM_THREADS"] = os.environ["OPENBLAS_NUM_THREADS"] = sys.argv[2]

import numpy  # noqa: E402
import torch  # noqa: E402
import torch.nn.functional as functional  # noqa: E402

torch.set_num_threads(int(sys.argv[2]))


def read(index, *shape, dtype=numpy.float32):
    return torch.from_numpy(numpy.fromfile(os.path.join(sys.argv[3], str(index)), dtype).reshape(shape))


class CrossEntropy:
    """The mean over rows of log sum exp minus the element of the label."""

    def __init__(self, rows, columns):
        self.x = read(0, rows, columns).requires_grad_()
        self.labels = read(1, rows, dtype=numpy.int32).long()

    def value(self):
        with torch.no_grad():
            return functional.cross_entropy(self.x, self.labels)

    def gradient(self):
        loss = functional.cross_entropy(self.x, self.labels)
        return [loss, *torch.autograd.grad(loss, [self.x])]


class LayerNorm:
    """Rows with mean 0 and variance 1, scaled and shifted; pulled back from a given cotangent."""

    def __init__(self, rows, columns):
        self.x = read(0, rows, columns).requires_grad_()
        self.gamma, self.beta = read(1, columns).requires_grad_(), read(2, columns).requires_grad_()
        self.cotangent = read(3, rows, columns)

    def normalized(self):
        return functional.layer_norm(self.x, self.gamma.shape, self.gamma, self.beta, 1e-5)

    def value(self):
        with torch.no_grad():
            return self.normalized()

    def gradient(self):
        y = self.normalized()
        return [y, *torch.autograd.grad(y, [self.x, self.gamma, self.beta], self.cotangent)]


class Network:
    """The cross-entropy of a network with hyperbolic tangents, and a step of gradient descent on it."""

    def __init__(self, batch, *widths):
        self.images, self.labels = read(0, batch, widths[0]), read(1, batch, widths[-1])
        self.parameters = []
        for i in range(1, len(widths)):
            self.parameters.append(read(2 * i, widths[i - 1], widths[i]).requires_grad_())
            self.parameters.append(read(2 * i + 1, widths[i]).requires_grad_())

    def loss(self):
        h = self.images
        for i in range(0, len(self.parameters), 2):
            h = torch.addmm(self.parameters[i + 1], h, self.parameters[i])
            if i + 2 < len(self.parameters):
                h = torch.tanh(h)
        return functional.cross_entropy(h, self.labels)

    def value(self):
        with torch.no_grad():
            return self.loss()

    def gradient(self):
        loss = self.loss()
        gradients = torch.autograd.grad(loss, self.parameters)
        with torch.no_grad():
            return [loss, *(torch.add(p, d, alpha=-0.01) for p, d in zip(self.parameters, gradients))]


def main():
    function = {"entropy": CrossEntropy, "norm": LayerNorm, "network": Network}[sys.argv[1]](*map(int, sys.argv[4:]))
    # The clock of the other opponents: on one thread its processor time, which leaves out what other programs take.
    clock = time.thread_time if sys.argv[2] == "1" else time.perf_counter
    results = []
    print("ready", flush=True)
    for line in sys.stdin:
        command, *arguments = line.split()
        if command == "results":
            for i, result in enumerate(results):
                result.detach().double().numpy().tofile(os.path.join(sys.argv[3], f"r{i}"))
            print(len(results), flush=True)
            continue
        action = getattr(function, command)
        start = clock()
        for _ in range(int(arguments[0])):
            last = action()
        print((clock() - start) * 1e3 / int(arguments[0]), flush=True)
        if command == "gradient":
            results = last


main()
