using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using V = System.Runtime.Intrinsics.Vector256<float>;

namespace Covector.Benchmarks.Workloads.Hand;

/// <summary>Softmax cross-entropy and layer norm of the rows of a matrix, whose number of columns is a multiple of sixteen.</summary>
internal static unsafe class HandRows
{
    /// <summary>The mean over the rows of log Σ exp x − x[label]; with <paramref name="dx"/>, its derivatives.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static float CrossEntropy(float* x, int* labels, float* dx, int rows, int columns)
    {
        double total = 0;
        for (int row = 0; row < rows; row++, x += columns)
        {
            V most = Vector256.Load(x), other = Vector256.Load(x + 8);
            for (int i = 16; i < columns; i += 16)
            {
                most = Vector256.MaxNative(most, Vector256.Load(x + i));
                other = Vector256.MaxNative(other, Vector256.Load(x + i + 8));
            }

            float shift = Largest(Vector256.MaxNative(most, other));
            V sum = V.Zero, rest = V.Zero, all = Vector256.Create(shift);
            for (int i = 0; i < columns; i += 16)
            {
                V e = VectorMath32.Exp(Vector256.Load(x + i) - all), f = VectorMath32.Exp(Vector256.Load(x + i + 8) - all);
                if (dx != null)
                {
                    e.Store(dx + i);
                    f.Store(dx + i + 8);
                }

                sum += e;
                rest += f;
            }

            float weight = Vector256.Sum(sum + rest);
            total += MathF.Log(weight) + shift - x[labels[row]];
            if (dx == null)
                continue;
            var scale = Vector256.Create(1 / (weight * rows));
            for (int i = 0; i < columns; i += 8)
                (Vector256.Load(dx + i) * scale).Store(dx + i);
            dx[labels[row]] -= 1f / rows;
            dx += columns;
        }

        return (float)(total / rows);
    }

    /// <summary>y = (x − mean)/√(variance + ε)·γ + β of every row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Norm(float* x, float* gamma, float* beta, float epsilon, float* y, int rows, int columns)
    {
        for (int row = 0; row < rows; row++, x += columns, y += columns)
        {
            var (mean, scale) = Moments(x, epsilon, columns);
            for (int i = 0; i < columns; i += 8)
            {
                var unit = (Vector256.Load(x + i) - mean) * scale;
                Vector256.FusedMultiplyAdd(unit, Vector256.Load(gamma + i), Vector256.Load(beta + i)).Store(y + i);
            }
        }
    }

    /// <summary>The same, and from the derivatives g by y those by x, γ and β.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void NormGradient(
        float* x, float* gamma, float* beta, float epsilon, float* g, float* y, float* dx, float* dgamma, float* dbeta,
        int rows, int columns)
    {
        new Span<float>(dgamma, columns).Clear();
        new Span<float>(dbeta, columns).Clear();
        for (int row = 0; row < rows; row++, x += columns, g += columns, y += columns, dx += columns)
        {
            var (mean, scale) = Moments(x, epsilon, columns);
            V sum = V.Zero, product = V.Zero;
            for (int i = 0; i < columns; i += 8)
            {
                V unit = (Vector256.Load(x + i) - mean) * scale, back = Vector256.Load(g + i), weighted = back * Vector256.Load(gamma + i);
                Vector256.FusedMultiplyAdd(unit, Vector256.Load(gamma + i), Vector256.Load(beta + i)).Store(y + i);
                sum += weighted;
                product = Vector256.FusedMultiplyAdd(weighted, unit, product);
                Vector256.FusedMultiplyAdd(back, unit, Vector256.Load(dgamma + i)).Store(dgamma + i);
                (Vector256.Load(dbeta + i) + back).Store(dbeta + i);
            }

            V average = Vector256.Create(Vector256.Sum(sum) / columns), slope = Vector256.Create(Vector256.Sum(product) / columns);
            for (int i = 0; i < columns; i += 8)
            {
                var unit = (Vector256.Load(x + i) - mean) * scale;
                ((Vector256.Load(g + i) * Vector256.Load(gamma + i) - average - unit * slope) * scale).Store(dx + i);
            }
        }
    }

    /// <summary>The mean of a row and 1/√(variance + ε).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (V Mean, V Scale) Moments(float* x, float epsilon, int columns)
    {
        V sum = V.Zero, other = V.Zero;
        for (int i = 0; i < columns; i += 16)
        {
            sum += Vector256.Load(x + i);
            other += Vector256.Load(x + i + 8);
        }

        var mean = Vector256.Create(Vector256.Sum(sum + other) / columns);
        (sum, other) = (V.Zero, V.Zero);
        for (int i = 0; i < columns; i += 16)
        {
            V a = Vector256.Load(x + i) - mean, b = Vector256.Load(x + i + 8) - mean;
            sum = Vector256.FusedMultiplyAdd(a, a, sum);
            other = Vector256.FusedMultiplyAdd(b, b, other);
        }

        return (mean, Vector256.Create(1 / MathF.Sqrt(Vector256.Sum(sum + other) / columns + epsilon)));
    }

    private static float Largest(V v)
    {
        float largest = v[0];
        for (int i = 1; i < 8; i++)
            largest = MathF.Max(largest, v[i]);
        return largest;
    }
}
