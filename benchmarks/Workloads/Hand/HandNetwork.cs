using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Covector.Runtime;
using V = System.Runtime.Intrinsics.Vector256<float>;

namespace Covector.Benchmarks.Workloads.Hand;

/// <summary>
/// A network with hyperbolic tangents and cross-entropy, and a step of gradient descent, in single precision on the library's matrix
/// product. The batch and the widths of the hidden layers are multiples of eight.
/// </summary>
internal sealed unsafe class HandNetwork
{
    private readonly int batch;
    private readonly int[] widths;
    private readonly Block<float> input, labels;
    private readonly Block<float>[] weights, biases, outputs, backs, byWeights, byBiases;

    public HandNetwork(int batch, int[] widths, Block<float> input, Block<float> labels)
    {
        (this.batch, this.widths, this.input, this.labels) = (batch, widths, input, labels);
        var layers = Enumerable.Range(0, widths.Length - 1).ToArray();
        (weights, byWeights) = (Make(i => widths[i] * widths[i + 1]), Make(i => widths[i] * widths[i + 1]));
        (biases, byBiases) = (Make(i => widths[i + 1]), Make(i => widths[i + 1]));
        (outputs, backs) = (Make(i => batch * widths[i + 1]), Make(i => batch * widths[i + 1]));

        Block<float>[] Make(Func<int, int> length) => Array.ConvertAll(layers, i => new Block<float>(length(i)));
    }

    /// <summary>Weights and biases, layer by layer.</summary>
    public IEnumerable<Block<float>> Parameters => weights.Zip(biases, (w, b) => new[] { w, b }).SelectMany(pair => pair);

    /// <summary>Sets the parameters, in the order of <see cref="Parameters"/>.</summary>
    public void Load(IEnumerable<float[]> values)
    {
        foreach (var (block, value) in Parameters.Zip(values))
            value.CopyTo(block.Span);
    }

    public float Loss()
    {
        Forward();
        return CrossEntropy(null);
    }

    /// <summary>One step; returns the loss before it.</summary>
    public float Step(float rate)
    {
        Forward();
        int last = weights.Length - 1;
        float loss = CrossEntropy(backs[last]);
        for (int i = last; i >= 0; i--)
        {
            int from = widths[i], to = widths[i + 1];
            float* x = i == 0 ? input : outputs[i - 1];
            Multiply(x, 1, from, backs[i], to, 1, byWeights[i], from, to, batch);
            if (i > 0)
            {
                Multiply(backs[i], to, 1, weights[i], 1, to, backs[i - 1], batch, from, to);
                ThroughTanh(outputs[i - 1], backs[i - 1], batch * from);
            }

            SumColumns(backs[i], byBiases[i], batch, to);
        }

        for (int i = 0; i <= last; i++)
        {
            Descend(weights[i], byWeights[i], rate, weights[i].Length);
            Descend(biases[i], byBiases[i], rate, biases[i].Length);
        }

        return loss;
    }

    private void Forward()
    {
        for (int i = 0; i < weights.Length; i++)
        {
            int from = widths[i], to = widths[i + 1];
            Multiply(i == 0 ? input : outputs[i - 1], from, 1, weights[i], to, 1, outputs[i], batch, to, from);
            if (i < weights.Length - 1)
                AddAndTanh(outputs[i], biases[i], batch, to);
        }
    }

    /// <summary>−mean Σ y log softmax(z + b) for labels y that sum to 1; with a place, its derivatives by z.</summary>
    private float CrossEntropy(float* back)
    {
        int classes = widths[^1];
        float* z = outputs[^1], y = labels, b = biases[^1];
        float total = 0;
        float* e = stackalloc float[classes];
        for (int row = 0; row < batch; row++, z += classes, y += classes)
        {
            float most = float.NegativeInfinity, sum = 0, shifted = 0;
            for (int j = 0; j < classes; j++)
                most = MathF.Max(most, z[j] + b[j]);
            for (int j = 0; j < classes; j++)
            {
                float v = z[j] + b[j] - most;
                shifted += y[j] * v;
                sum += e[j] = MathF.Exp(v);
            }

            total += MathF.Log(sum) - shifted;
            if (back == null)
                continue;
            for (int j = 0; j < classes; j++)
                back[j] = (e[j] / sum - y[j]) / batch;
            back += classes;
        }

        return total / batch;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddAndTanh(float* z, float* bias, int rows, int columns)
    {
        for (int row = 0; row < rows; row++, z += columns)
            for (int j = 0; j < columns; j += 8)
                VectorMath32.Tanh(Vector256.Load(z + j) + Vector256.Load(bias + j)).Store(z + j);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ThroughTanh(float* h, float* back, int count)
    {
        for (int i = 0; i < count; i += 8)
        {
            var v = Vector256.Load(h + i);
            (Vector256.Load(back + i) * ((V.One + v) * (V.One - v))).Store(back + i);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void SumColumns(float* x, float* sums, int rows, int columns)
    {
        new Span<float>(sums, columns).Clear();
        for (int row = 0; row < rows; row++, x += columns)
        {
            int j = 0;
            for (; j + 8 <= columns; j += 8)
                (Vector256.Load(sums + j) + Vector256.Load(x + j)).Store(sums + j);
            for (; j < columns; j++)
                sums[j] += x[j];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Descend(float* w, float* dw, float rate, int count)
    {
        int i = 0;
        for (; i + 8 <= count; i += 8)
            (Vector256.Load(w + i) - rate * Vector256.Load(dw + i)).Store(w + i);
        for (; i < count; i++)
            w[i] -= rate * dw[i];
    }

    private static void Multiply(float* a, int aRow, int aColumn, float* b, int bRow, int bColumn, float* c, int m, int n, int k) =>
        MatrixProduct.Multiply(a, aRow, aColumn, b, bRow, bColumn, c, n, m, n, k, false);
}
