using CsCheck;
using static Covector.Functions;
using static Covector.Transforms;

namespace Covector.Tests.Fuzz;

/// <summary>
/// A random program on three tensors. Any array of numbers is one: each number is an instruction, whose operands are chosen among the values
/// so far, so a failing program shrinks to a short one.
/// </summary>
internal sealed class RandomProgram(int[] code, bool isSmooth)
{
    /// <summary>Values do not grow beyond this many elements.</summary>
    private const int Largest = 60;

    public static readonly Gen<RandomProgram> Smooth = Codes(true);

    public static readonly Gen<RandomProgram> Any = Codes(false);

    public static Tensor[] Point(int seed) => [Sample([3, 4], seed), Sample([4], seed + 1), Sample([], seed + 2)];

    /// <summary>Numbers between −1 and 1 of any shape, different for different seeds.</summary>
    public static Tensor Sample(Shape shape, int seed)
    {
        var random = new Random(seed);
        var values = new double[shape.Size];
        for (int i = 0; i < values.Length; i++)
            values[i] = 2 * random.NextDouble() - 1;
        return Reshape(Tensor.From(values), shape.ToArray());
    }

    /// <summary>The last three values. With <paramref name="compiled"/>, parts of the program are wrapped in <c>Jit</c>.</summary>
    public Tensor[] Run(Tensor[] inputs, bool compiled)
    {
        var values = new List<Tensor>(inputs);
        Run(0, code.Length, values, compiled);
        return [.. values[^3..]];
    }

    /// <summary>A scalar that depends on the last three values.</summary>
    public Tensor Loss(Tensor[] inputs, bool compiled)
    {
        Tensor loss = 0.0;
        foreach (var value in Run(inputs, compiled))
            loss += Mean(Tanh(value) * (1.5 + value / (1 + value * value)));
        return loss;
    }

    public override string ToString() => $"[{string.Join(", ", code)}]";

    private static Gen<RandomProgram> Codes(bool isSmooth) => Gen.Int[0, 1 << 24].Array[1, 12].Select(c => new RandomProgram(c, isSmooth));

    private void Run(int start, int end, List<Tensor> values, bool compiled)
    {
        for (int i = start; i < end; i++)
        {
            int number = code[i];
            var x = Pick(values, number >> 6);
            var y = Pick(values, number >> 11);
            int operation = number & 63;
            if (operation >= 56)
            {
                // The next instructions are a function of two arguments that sees everything else as captures.
                int last = Math.Min(end, i + 1 + (number >> 16 & 3) + 1);
                int first = i + 1;
                Func<Tensor, Tensor, Tensor> part = (a, b) =>
                {
                    List<Tensor> inner = [.. values, a, b];
                    Run(first, last, inner, compiled);
                    return Tanh(inner[^1]);
                };
                values.Add(operation switch
                {
                    < 59 => (compiled ? Jit(part) : part)(x, y),
                    < 61 => Looped(part, x, y, (number >> 18 & 1) != 0),
                    < 62 => Counted(part, x, y),
                    _ => Chosen(part, x, y),
                });
                i = last - 1;
            }
            else
            {
                values.Add(Apply(operation, number >> 16, x, y));
            }
        }
    }

    /// <summary>Three steps over elements made of y, from x.</summary>
    private static Tensor Looped(Func<Tensor, Tensor, Tensor> part, Tensor x, Tensor y, bool reverse)
    {
        var (carry, outputs) = Scan(
            (c, e) =>
            {
                var result = part(c, e);
                return (0.5 * c + Tanh(Fit(result, c)), result);
            },
            x, Stack([y, Sin(y), 0.5 * y]), reverse: reverse);
        return carry + Mean(outputs);
    }

    /// <summary>A loop whose number of steps is not known while it is traced: two, or where derivatives are not compared with differences, up to three.</summary>
    private Tensor Counted(Func<Tensor, Tensor, Tensor> part, Tensor x, Tensor y)
    {
        Tensor steps = isSmooth ? 2.0 : 1.5 + 1.5 * Sin(4 * Mean(y));
        return While<(Tensor I, Tensor X)>(t => t.I < steps, t => (t.I + 1, 0.5 * t.X + Tanh(Fit(part(t.X, y), t.X))), (0.0, x)).X;
    }

    private Tensor Chosen(Func<Tensor, Tensor, Tensor> part, Tensor x, Tensor y) =>
        Cond(Sin(5 * Mean(y)) > (isSmooth ? -2 : 0), t => Mean(part(t, y)) * t, Cos, x);

    /// <summary>The younger values are more likely, so that programs are deep.</summary>
    private static Tensor Pick(List<Tensor> values, int choice) => values[^(1 + (choice & 31) % Math.Min(values.Count, 1 + (choice & 31)))];

    private Tensor Apply(int operation, int detail, Tensor x, Tensor y)
    {
        int axis = x.Rank == 0 ? 0 : detail % x.Rank;
        bool isScalar = x.Rank == 0;
        return operation switch
        {
            < 3 => Tanh(x),
            < 5 => Sin(x),
            < 7 => Exp(-(x * x)),
            < 9 => Sqrt(1 + x * x),
            < 11 => Log(2 + Sin(x)),
            < 14 => x + Fit(y, x),
            < 17 => Tanh(x) * Fit(y, x),
            < 19 => x / (1.5 + Square(Fit(y, x))),
            < 21 => Fit(y, x) - 0.5 * x,
            < 23 => isScalar ? Cos(x) : Sum(x, axis),
            < 25 => isScalar ? Sigmoid(x) : Mean(x, axis),
            < 27 => isScalar ? Softplus(x) : LogSumExp(x, axis),
            < 29 => isScalar ? Erf(x) : Softmax(x, axis),
            < 31 => isScalar ? Square(x) : CumSum(x, axis),
            < 34 => isScalar || y.Rank == 0 ? x * Mean(y) : Contract(x, y),
            < 36 => Transpose(x),
            < 38 => Reshape(x, checked((int)x.Size)),
            < 40 => isScalar ? x : Flip(x, axis),
            < 42 => isScalar || x.Shape[axis] < 2 ? -x : x.At(Cut(x, axis, 1)).Add(0.25 * y.Mean()),
            < 44 => isScalar || x.Shape[axis] < 2 ? Expm1(0.5 * Tanh(x)) : x[Cut(x, axis, 1)],
            < 46 => isScalar || 2 * x.Size > Largest ? Atan2(x, 2 + Square(x)) : Concatenate([x, Sin(x)], axis),
            < 48 => isScalar ? Cosh(Tanh(x)) : Take(x, Positions(x.Shape[axis], detail), axis),
            < 49 => 3 * x.Size > Largest ? x : BroadcastTo(x, [3, .. x.Shape.ToArray()]),
            < 50 => isScalar ? x : Prod(Tanh(x) + 1.1, axis),
            < 51 => Tensor.Ones(x.Shape) * x / 1,
            _ when isSmooth => Square(x) * 0.5,
            < 52 => Relu(x),
            < 53 => Maximum(x, Fit(y, x)),
            < 54 => Where(x > Fit(y, x), Sin(x), x),
            < 55 => isScalar ? Abs(x) : Max(x, axis),
            _ => isScalar ? Floor(3 * x) : Sort(x, axis),
        };
    }

    /// <summary>A tensor that can be broadcast against another.</summary>
    private static Tensor Fit(Tensor y, Tensor x)
    {
        if (y.Rank > x.Rank)
            return Mean(y);
        for (int i = 1; i <= y.Rank; i++)
            if (y.Shape[^i] != 1 && y.Shape[^i] != x.Shape[^i])
                return Mean(y);
        return y;
    }

    private static Tensor Contract(Tensor x, Tensor y)
    {
        for (int i = 0; i < x.Rank; i++)
            for (int j = 0; j < y.Rank; j++)
                if (x.Shape[i] == y.Shape[j] && x.Size / x.Shape[i] * (y.Size / y.Shape[j]) <= Largest)
                    return TensorDot(x, y, [i], [j]);
        return x * Mean(y);
    }

    private static Slice[] Cut(Tensor x, int axis, int from)
    {
        var index = new Slice[x.Rank];
        Array.Fill(index, Range.All);
        index[axis] = from..;
        return index;
    }

    private static Tensor Positions(int count, int detail)
    {
        var places = new long[1 + detail % 5];
        for (int i = 0; i < places.Length; i++)
            places[i] = (detail + 3 * i) % count;
        return Tensor.From(places);
    }
}
