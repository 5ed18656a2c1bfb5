using static Covector.Functions;
using static Covector.Transforms;

namespace Covector.Tests.Concurrency;

/// <summary>Transformations and compiled functions on many threads at once.</summary>
public sealed class ConcurrencyTests
{
    private const int Threads = 8;
    private const int Calls = 40;

    private static Tensor Energy(Tensor x) => Sum(Square(Sin(x)) + 0.5 * x);

    /// <summary>d/dx (sin² x + x/2) = sin 2x + 1/2.</summary>
    private static void CheckGradient(Tensor x, Tensor gradient)
    {
        double[] at = x.ToArray<double>(), actual = gradient.ToArray<double>();
        for (int i = 0; i < at.Length; i++)
            Assert.Equal(Math.Sin(2 * at[i]) + 0.5, actual[i], 1e-13);
    }

    [Fact]
    public void OneCompiledFunctionTracesOnceForEachSignature()
    {
        int traces = 0;
        var f = Jit(x =>
        {
            Interlocked.Increment(ref traces);
            return Energy(x);
        });
        OnAllThreads((thread, call) =>
        {
            var x = Tensor.Linspace(0, thread + 1, 4 + call % 5);
            double expected = x.ToArray<double>().Sum(v => Math.Sin(v) * Math.Sin(v) + 0.5 * v);
            Assert.Equal(expected, (double)f(x), 1e-12 * Math.Abs(expected));
        });
        Assert.Equal(5, traces);
    }

    [Fact]
    public void OneCompiledFunctionIsDifferentiatedAndBatchedEverywhere()
    {
        int traces = 0;
        var f = Jit(x =>
        {
            Interlocked.Increment(ref traces);
            return Energy(x);
        });
        var compiledGradient = Jit(Grad(f));
        OnAllThreads((thread, call) =>
        {
            var x = Tensor.Linspace(-1, thread + 0.1 * call, 7);
            switch ((thread + call) % 4)
            {
                case 0:
                    CheckGradient(x, Grad(f)(x));
                    break;
                case 1:
                    CheckGradient(x, compiledGradient(x));
                    break;
                case 2:
                    CheckGradient(x, Vmap(Grad(f))(Stack([x, x]))[1]);
                    break;
                default:
                    // H v = 2 cos 2x · v
                    var product = Hvp(f)(x, Tensor.Ones([7]));
                    Assert.Equal(2 * Math.Cos(2 * (double)x[3]), (double)product[3], 1e-12);
                    break;
            }
        });
        Assert.Equal(1, traces);
    }

    [Fact]
    public void EveryThreadTracesItsOwnFunctions() => OnAllThreads((thread, call) =>
    {
        var scale = Tensor.From([thread + 1.0]).Sum();
        var x = Tensor.Linspace(0, 1, 3 + call % 4);
        var gradient = Grad(t => scale * Energy(t) + Jit(u => Sum(u * scale))(t))(x).ToArray<double>();
        double[] at = x.ToArray<double>();
        for (int i = 0; i < at.Length; i++)
            Assert.Equal((thread + 1) * (Math.Sin(2 * at[i]) + 1.5), gradient[i], 1e-12 * (thread + 1));
    });

    [Fact]
    public void CompiledFunctionsThatCallEachOtherDoNotLockUp()
    {
        var inner = Jit(x => Tanh(x) * x);
        var left = Jit(x => inner(x) + inner(2 * x));
        var right = Jit(x => inner(2 * x) - inner(x));
        OnAllThreads((thread, call) =>
        {
            double x = 0.1 * thread + 0.01 * call;
            double one = Math.Tanh(x) * x, two = Math.Tanh(2 * x) * 2 * x;
            Assert.Equal(thread % 2 == 0 ? one + two : two - one, (double)(thread % 2 == 0 ? left : right)(x), 13);
        });
    }

    [Fact]
    public void AFunctionThatThrowsWhileTracedIsTracedAgain()
    {
        int traces = 0;
        var f = Jit(x => Interlocked.Increment(ref traces) <= 3 ? throw new InvalidDataException("not yet") : x + 1);
        int failures = 0;
        OnAllThreads((_, _) =>
        {
            try
            {
                Assert.Equal(3, (double)f(2.0));
            }
            catch (InvalidDataException)
            {
                Interlocked.Increment(ref failures);
            }
        });
        Assert.Equal(4, traces);
        Assert.True(failures >= 3);
    }

    /// <summary>Threads that start together and make all calls; the first failure is rethrown.</summary>
    private static void OnAllThreads(Action<int, int> action)
    {
        using var start = new Barrier(Threads);
        var failures = new Exception?[Threads];
        var threads = new Thread[Threads];
        for (int t = 0; t < Threads; t++)
        {
            int thread = t;
            threads[t] = new Thread(() =>
            {
                start.SignalAndWait();
                try
                {
                    for (int call = 0; call < Calls; call++)
                        action(thread, call);
                }
                catch (Exception e)
                {
                    failures[thread] = e;
                }
            });
            threads[t].Start();
        }

        foreach (var thread in threads)
            Assert.True(thread.Join(TimeSpan.FromSeconds(60)), "A thread hangs.");
        foreach (var failure in failures)
            if (failure is not null)
                throw new AggregateException(failure);
    }
}
