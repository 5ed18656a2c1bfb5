using Covector;

namespace Covector.Smoke;

/// <summary>A function with its argument, to be computed at once and by a compiled function.</summary>
internal abstract class SmokeProgram
{
    /// <summary>Whether both give the same numbers; says where they differ.</summary>
    public abstract bool Agrees();

    /// <summary>A program of any trees.</summary>
    /// <param name="name">To be printed.</param>
    /// <param name="f">The function.</param>
    /// <param name="x">Its argument.</param>
    /// <param name="tensors">The tensors of a result.</param>
    /// <param name="compiled">The function compiled: written where the types are known, as users write it.</param>
    /// <param name="expected">The first numbers of the first tensor, from elsewhere.</param>
    public static SmokeProgram Of<X, Y>(string name, Func<X, Y> f, Func<X, Y> compiled, X x, Func<Y, Tensor[]> tensors, params double[] expected) =>
        new TypedProgram<X, Y>(name, f, compiled, x, tensors, expected);

    private sealed class TypedProgram<X, Y>(string name, Func<X, Y> f, Func<X, Y> compiled, X x, Func<Y, Tensor[]> tensors, double[] expected)
        : SmokeProgram
    {
        /// <summary>Sums of products may be added in another order.</summary>
        private const double Tolerance = 1e-12;

        /// <summary>So often that a hot function is compiled in the meantime, where that can be.</summary>
        private const int Calls = 40;

        public override bool Agrees()
        {
            try
            {
                double[][] eager = Numbers(f(x));
                for (int i = 0; i < expected.Length; i++)
                    if (!(Math.Abs(eager[0][i] - expected[i]) <= Tolerance * (1 + Math.Abs(expected[i]))))
                        return Fails($"number {i} is {eager[0][i]:R}, expected {expected[i]:R}");
                for (int call = 0; call < Calls; call++)
                    if (Difference(eager, Numbers(compiled(x))) is { } difference)
                        return Fails($"call {call}: {difference}");
                return true;
            }
            catch (Exception exception) when (exception is CovectorException or NotSupportedException or InvalidOperationException)
            {
                return Fails(exception.ToString());
            }
        }

        private double[][] Numbers(Y result) => Array.ConvertAll(tensors(result), t => t.AsType(DType.Float64).ToArray<double>());

        private static string? Difference(double[][] eager, double[][] compiled)
        {
            for (int t = 0; t < eager.Length; t++)
                for (int i = 0; i < eager[t].Length; i++)
                    if (!eager[t][i].Equals(compiled[t][i]) && !(Math.Abs(eager[t][i] - compiled[t][i]) <= Tolerance * (1 + Math.Abs(eager[t][i]))))
                        return $"number {i} of tensor {t} is {compiled[t][i]:R} compiled and {eager[t][i]:R} eagerly";
            return null;
        }

        private bool Fails(string reason)
        {
            Console.WriteLine($"{name}: {reason}");
            return false;
        }
    }
}
