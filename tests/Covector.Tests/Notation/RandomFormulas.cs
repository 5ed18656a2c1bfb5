using Covector.Notation;

namespace Covector.Tests.Notation;

/// <summary>Formulas of any nodes in any place, without regard to shapes, in the form in which the parser builds them.</summary>
internal static class RandomFormulas
{
    private static readonly string[] _names = ["x", "A", "W1", "delta2", "sigma", "dX", "x_max", "loss"];
    private static readonly string[] _functions =
        ["tanh", "exp", "sin", "inv", "tr", "norm2", "abs", "sqrt", "diag", "sigmoid", "logdet", "max"];

    public static Expression Next(Random random, int depth)
    {
        if (depth == 0 || random.Next(8) == 0)
            return Leaf(random);
        Expression Inner() => Next(random, depth - 1);
        switch (random.Next(13))
        {
            case 0:
                return new Negation(Inner());
            case 1 or 2:
                return new Sum(Several(random, depth, inner => inner is Sum));
            case 3 or 4 or 5:
                return new Product(Several(random, depth, _ => false));
            case 6:
                return new Hadamard(Several(random, depth, inner => inner is Hadamard));
            case 7:
                return new Quotient(Inner(), Inner());
            case 8:
                return new ElementwiseQuotient(Inner(), Inner());
            case 9:
                return random.Next(2) == 0 ? new Power(Inner(), Inner()) : new ElementwisePower(Inner(), Inner());
            case 10:
                return new Transpose(Inner());
            case 11:
                return random.Next(4) switch
                {
                    0 => new Entry(Inner(), ["2"]),
                    1 => new Section(Inner(), ["2:4"]),
                    2 => new Section(Inner(), ["1:2", ":"]),
                    _ => new Entry(Inner(), ["i", "j1"]),
                };
            default:
                string function = _functions[random.Next(_functions.Length)];
                return function == "max" ? new Call(function, Inner(), Inner()) : new Call(function, Inner());
        }
    }

    private static Covector.Notation.Parts Several(Random random, int depth, Func<Expression, bool> isExcluded)
    {
        var operands = new List<Expression>();
        for (int i = random.Next(2, 4); operands.Count < i;)
        {
            var inner = Next(random, depth - 1);
            if (!isExcluded(inner))
                operands.Add(inner);
        }

        return new Covector.Notation.Parts([.. operands]);
    }

    private static Expression Leaf(Random random) => random.Next(10) switch
    {
        0 => new Number(random.Next(5)),
        1 => new Number(new Rational(random.Next(1, 9), 4)),
        2 => new Call("ones", new Symbol("n")),
        3 => random.Next(2) == 0 ? new Call("eye", new Symbol("n")) : new Call("unit", new Symbol("n"), new Number(2)),
        4 => new Call("delta", new Symbol("i"), new Symbol("k")),
        _ => new Symbol(_names[random.Next(_names.Length)]),
    };
}
