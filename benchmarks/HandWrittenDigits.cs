using Covector.Runtime;

namespace Covector.Benchmarks;

/// <summary>The training step as one writes it without a library for differentiation: backpropagation on arrays.</summary>
internal sealed unsafe class HandWrittenDigits(int batch, int inputs, int hidden, int classes)
{
    private readonly double[] w1 = new double[inputs * hidden], b1 = new double[hidden], w2 = new double[hidden * classes], b2 = new double[classes];
    private readonly double[] h = new double[batch * hidden], p = new double[batch * classes], dh = new double[batch * hidden];
    private readonly double[] dw1 = new double[inputs * hidden], dw2 = new double[hidden * classes];
    private double[] x = [], y = [];

    public Tensor FirstWeights => Tensor.From(w1, inputs, hidden);

    public Tensor FirstBias => Tensor.From(b1);

    public Tensor LastWeights => Tensor.From(w2, hidden, classes);

    public Tensor LastBias => Tensor.From(b2);

    public void Load(Tensor images, Tensor labels, (Tensor W1, Tensor B1, Tensor W2, Tensor B2) parameters)
    {
        x = images.ToArray<double>();
        y = labels.ToArray<double>();
        parameters.W1.AsSpan<double>().CopyTo(w1);
        parameters.B1.AsSpan<double>().CopyTo(b1);
        parameters.W2.AsSpan<double>().CopyTo(w2);
        parameters.B2.AsSpan<double>().CopyTo(b2);
    }

    public void Step(double rate)
    {
        Product(x, inputs, 1, w1, hidden, 1, h, batch, hidden, inputs);
        for (int i = 0; i < batch; i++)
            for (int j = 0; j < hidden; j++)
                h[i * hidden + j] = Math.Tanh(h[i * hidden + j] + b1[j]);
        Product(h, hidden, 1, w2, classes, 1, p, batch, classes, hidden);
        for (int i = 0; i < batch; i++)
            SoftmaxMinusLabels(p.AsSpan(i * classes, classes), y.AsSpan(i * classes, classes));

        // p now holds ∂loss/∂logits.
        Product(h, 1, hidden, p, classes, 1, dw2, hidden, classes, batch);
        Product(p, classes, 1, w2, 1, classes, dh, batch, hidden, classes);
        for (int i = 0; i < dh.Length; i++)
            dh[i] *= (1 + h[i]) * (1 - h[i]);
        Product(x, 1, inputs, dh, hidden, 1, dw1, inputs, hidden, batch);
        Update(w1, dw1, rate);
        Update(w2, dw2, rate);
        UpdateBias(b1, dh, rate);
        UpdateBias(b2, p, rate);
    }

    private void SoftmaxMinusLabels(Span<double> logits, ReadOnlySpan<double> labels)
    {
        double max = double.NegativeInfinity, sum = 0;
        for (int j = 0; j < logits.Length; j++)
            max = Math.Max(max, logits[j] += b2[j]);
        for (int j = 0; j < logits.Length; j++)
            sum += logits[j] = Math.Exp(logits[j] - max);
        for (int j = 0; j < logits.Length; j++)
            logits[j] = (logits[j] / sum - labels[j]) / batch;
    }

    private static void Update(double[] w, double[] dw, double rate)
    {
        for (int i = 0; i < w.Length; i++)
            w[i] -= rate * dw[i];
    }

    private void UpdateBias(double[] b, double[] d, double rate)
    {
        for (int i = 0; i < batch; i++)
            for (int j = 0; j < b.Length; j++)
                b[j] -= rate * d[i * b.Length + j];
    }

    private static void Product(double[] a, int ar, int ac, double[] b, int br, int bc, double[] c, int m, int n, int k)
    {
        fixed (double* pa = a, pb = b, pc = c)
            MatrixProduct.Multiply(pa, ar, ac, pb, br, bc, pc, n, m, n, k, false);
    }
}
