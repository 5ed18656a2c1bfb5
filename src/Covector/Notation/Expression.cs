namespace Covector.Notation;

/// <summary>
/// A formula of matrix calculus as it is read and printed. Vectors are columns; scalars multiply anything. What the nodes mean is what
/// their printed forms mean: <c>*</c> matrix product or scaling, <c>.*</c> entry by entry, <c>'</c> transposition.
/// </summary>
/// <remarks>Compared by structure. Sums and products are flat: no term of a sum is a sum, no factor of a product is a product.</remarks>
internal abstract record Expression
{
    public sealed override string ToString() => PlainPrinter.Print(this);
}

/// <summary>A number: 2, 0.5, 1/3.</summary>
internal sealed record Number(Rational Value) : Expression
{
    public static readonly Number Zero = new(Rational.Zero), One = new(Rational.One);
}

/// <summary>A variable, a named intermediate value, or the length of an axis used as a number.</summary>
internal sealed record Symbol(string Name) : Expression;

/// <summary>−a.</summary>
internal sealed record Negation(Expression Operand) : Expression;

/// <summary>a + b + …; a difference has a <see cref="Negation"/> as a term.</summary>
internal sealed record Sum(Parts Terms) : Expression;

/// <summary>a * b * …: matrix products and scalings, from left to right.</summary>
internal sealed record Product(Parts Factors) : Expression;

/// <summary>a .* b .* …: entry by entry.</summary>
internal sealed record Hadamard(Parts Factors) : Expression;

/// <summary>a / c with a scalar c.</summary>
internal sealed record Quotient(Expression Numerator, Expression Denominator) : Expression;

/// <summary>a ./ b: entry by entry; a scalar numerator stands for all entries.</summary>
internal sealed record ElementwiseQuotient(Expression Numerator, Expression Denominator) : Expression;

/// <summary>a ^ p: a scalar to any power, or a square matrix to a whole one.</summary>
internal sealed record Power(Expression Base, Expression Exponent) : Expression;

/// <summary>a .^ p: entry by entry.</summary>
internal sealed record ElementwisePower(Expression Base, Expression Exponent) : Expression;

/// <summary>a'.</summary>
internal sealed record Transpose(Expression Operand) : Expression;

/// <summary>A function of the syntax: <c>tanh(z)</c>, <c>tr(A)</c>, <c>eye(n)</c>, <c>delta(i,j)</c>.</summary>
internal sealed record Call(string Function, Parts Arguments) : Expression
{
    public Call(string function, params Expression[] arguments) : this(function, new Parts(arguments))
    {
    }
}

/// <summary>
/// One entry, by the names of its indices, <c>X[i,j]</c>, <c>(A*x)[i]</c>, or by their numbers, from 1 on: <c>x[1]</c>, <c>A[2,3]</c>.
/// </summary>
internal sealed record Entry(Expression Operand, Indices Indices) : Expression
{
    /// <summary>Is it a certain entry, and so a scalar without free indices?</summary>
    public bool IsNumbered => Indices.All(Indices.IsNumber);
}

/// <summary>Consecutive entries by their numbers, from 1 on: <c>x[2:4]</c>, <c>A[1:2,:]</c>, where <c>:</c> is a whole axis.</summary>
internal sealed record Section(Expression Operand, Indices Ranges) : Expression
{
    /// <summary>The place of the first entry along an axis, from 0 on, and how many there are; null of the whole axis.</summary>
    public (int Start, int Count)? Range(int axis)
    {
        if (Ranges[axis] == ":")
            return null;
        string[] ends = Ranges[axis].Split(':');
        int start = Indices.Place(ends[0]);
        return (start, Indices.Place(ends[1]) + 1 - start);
    }

    public static string RangeOf(int start, int count) => FormattableString.Invariant($"{start + 1}:{start + count}");
}

/// <summary>∂a/∂b of named values, or an entry of it: ∂z[i]/∂W[j,k]. It stands in derivations and has no value of its own.</summary>
internal sealed record Partial(string Of, Indices OfIndices, string By, Indices ByIndices) : Expression
{
    public Partial(string of, string by) : this(of, [], by, [])
    {
    }
}

/// <summary>Named intermediate values and the expression that uses them: <c>z=W*x+b; tanh(z)</c>.</summary>
internal sealed record Formula(IReadOnlyList<Definition> Definitions, Expression Body)
{
    public Formula(Expression body) : this([], body)
    {
    }

    public override string ToString() => PlainPrinter.Print(this);
}

/// <summary>name = value.</summary>
internal sealed record Definition(string Name, Expression Value);
