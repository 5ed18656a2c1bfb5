namespace Covector.Compiler;

/// <summary>
/// Identities of scalar arithmetic that save operations and keep every bit (all NaN counting as one): zeros that sums of padded cotangents
/// add, signs, ones, arithmetic of constants. Equal expressions become one.
/// </summary>
internal sealed class ScalarAlgebra
{
    private readonly HashSet<Expr> nodes = new(new ByStructure());

    /// <summary>Values that are not −0: x + 0 is x for them alone.</summary>
    private readonly HashSet<Expr> isNotNegativeZero = new(ReferenceEqualityComparer.Instance);

    /// <summary>The number of different operations so far.</summary>
    public int Count { get; private set; }

    /// <summary>An expression of equal value. Post-order with an explicit stack: programs may be deeper than the call stack.</summary>
    public Expr Simplify(Expr root)
    {
        if (nodes.TryGetValue(root, out var simple))
            return simple;
        var known = new Dictionary<Expr, Expr>(ReferenceEqualityComparer.Instance);
        var pending = new Stack<(Expr Node, int Next)>();
        pending.Push((root, 0));
        while (pending.TryPop(out var top))
        {
            if (known.ContainsKey(top.Node))
                continue;
            if (nodes.TryGetValue(top.Node, out simple))
            {
                known.Add(top.Node, simple);
                continue;
            }

            if (top.Next < top.Node.Operands.Length)
            {
                pending.Push((top.Node, top.Next + 1));
                pending.Push((top.Node.Operands[top.Next], 0));
                continue;
            }

            var operands = new Expr[top.Node.Operands.Length];
            for (int i = 0; i < operands.Length; i++)
                operands[i] = known[top.Node.Operands[i]];
            known.Add(top.Node, Node(top.Node.Op, top.Node.Type, top.Node.Payload, operands));
        }

        return known[root];
    }

    /// <summary>The result of a program of simplified operands: <c>Expr.Input(i)</c> stands for <c>operands[i]</c>.</summary>
    public Expr Apply(ScalarProgram program, ReadOnlySpan<Expr> operands)
    {
        var values = new Expr[program.Instructions.Count];
        for (int id = 0; id < values.Length; id++)
        {
            var instruction = program.Instructions[id];
            if (instruction.Op == Op.Input)
            {
                values[id] = operands[(int)instruction.Payload];
                continue;
            }

            var own = new Expr[instruction.Operands.Length];
            for (int i = 0; i < own.Length; i++)
                own[i] = values[instruction.Operands[i]];
            values[id] = Node(instruction.Op, instruction.Type, instruction.Payload, own);
        }

        return values[program.Result];
    }

    /// <summary>The value of an operation on simplified operands.</summary>
    private Expr Node(Op op, DType type, long payload, params Expr[] x) => op switch
    {
        Op.Add => Sum(x[0], x[1]),
        Op.Subtract => Difference(x[0], x[1]),
        Op.Multiply => Product(x[0], x[1]),
        Op.Divide => Quotient(x[0], x[1]),
        Op.Negate => Negated(x[0]),
        // |−x| is |x|, so that functions of both share what they compute of it.
        Op.Abs when x[0].Op == Op.Negate && x[0].IsFloat => Node(op, type, 0, x[0].Operands[0]),
        Op.Or when IsNegated(x[0]) && IsSign(x[1]) => Node(op, type, 0, Make(Op.BitCast, type, 0, x[0].Operands[0].Operands[0]), x[1]),
        Op.Equal or Op.NotEqual or Op.Less or Op.LessOrEqual => Comparison(op, x[0], x[1]),
        Op.Select => Choice(x[0], x[1], x[2]),
        // A square is not −0, and so the zero that a sum of products begins with changes nothing.
        Op.FusedMultiplyAdd when x[0] == x[1] && IsZero(x[2]) => Product(x[0], x[1]),
        Op.FusedMultiplyAdd when IsNumber(x[0], 1) => Sum(x[1], x[2]),
        Op.FusedMultiplyAdd when IsNumber(x[1], 1) => Sum(x[0], x[2]),
        _ => Make(op, type, payload, x),
    };

    private Expr Sum(Expr a, Expr b)
    {
        if (Folded(Op.Add, a, b) is { } constant)
            return constant;
        if (a.Op == Op.Constant)
            (a, b) = (b, a);
        if (IsZero(b) && (!a.IsFloat || IsNegative(b) || isNotNegativeZero.Contains(a)))
            return a;
        // (x + 0) + y = x + y, except where both are −0.
        if (PlusZero(a) is { } x && isNotNegativeZero.Contains(b))
            return Sum(x, b);
        if (PlusZero(b) is { } y && isNotNegativeZero.Contains(a))
            return Sum(a, y);
        if (b.Op == Op.Negate)
            return Difference(a, b.Operands[0]);
        if (a.Op == Op.Negate)
            return Difference(b, a.Operands[0]);
        return Make(Op.Add, a.Type, 0, a, b);
    }

    private Expr Difference(Expr a, Expr b)
    {
        if (Folded(Op.Subtract, a, b) is { } constant)
            return constant;
        if (IsZero(b) && !IsNegative(b))
            return a;
        if (b.Op == Op.Negate)
            return Sum(a, b.Operands[0]);
        if (PlusZero(b) is { } y && isNotNegativeZero.Contains(a))
            return Difference(a, y);
        return Make(Op.Subtract, a.Type, 0, a, b);
    }

    private Expr Product(Expr a, Expr b)
    {
        if (Folded(Op.Multiply, a, b) is { } constant)
            return constant;
        if (IsNumber(a, 1) || IsNumber(b, 1))
            return IsNumber(a, 1) ? b : a;
        if (a.IsFloat && (IsNumber(a, -1) || IsNumber(b, -1)))
            return Negated(IsNumber(a, -1) ? b : a);
        // A choice between constants times a constant is a choice between constants.
        if (Chosen(a, b) is { } choice)
            return choice;
        // A sign goes outwards, where a sum may take it.
        if (a.Op == Op.Negate)
            return Negated(Product(a.Operands[0], b));
        if (b.Op == Op.Negate)
            return Negated(Product(a, b.Operands[0]));
        return Make(Op.Multiply, a.Type, 0, a, b);
    }

    private Expr? Chosen(Expr a, Expr b)
    {
        if (a.Op == Op.Constant)
            (a, b) = (b, a);
        return a.Op == Op.Select && Folded(Op.Multiply, a.Operands[1], b) is { } taken && Folded(Op.Multiply, a.Operands[2], b) is { } other
            ? Choice(a.Operands[0], taken, other)
            : null;
    }

    private Expr Quotient(Expr a, Expr b)
    {
        if (!a.IsFloat)
            return Make(Op.Divide, a.Type, 0, a, b);
        if (Folded(Op.Divide, a, b) is { } constant)
            return constant;
        if (IsNumber(b, 1))
            return a;
        if (b.Op == Op.Constant && double.IsPow2(Math.Abs(Number(b))) && IsNormal(b.Type, 1 / Number(b)))
            return Product(a, b.Like(1 / Number(b)));
        if (a.Op == Op.Negate)
            return Negated(Quotient(a.Operands[0], b));
        if (b.Op == Op.Negate)
            return Negated(Quotient(a, b.Operands[0]));
        return Make(Op.Divide, a.Type, 0, a, b);
    }

    private Expr Negated(Expr a)
    {
        if (a.Op == Op.Negate)
            return a.Operands[0];
        if (a.Op == Op.Constant && a.IsFloat)
            return Constant(a.Type, -Number(a));
        return Make(Op.Negate, a.Type, 0, a);
    }

    /// <summary>A comparison does not see the sign of a zero.</summary>
    private Expr Comparison(Op op, Expr a, Expr b)
    {
        if (a.Op == Op.Constant && b.Op == Op.Constant && a.Type != DType.Bool)
            return Make(Op.Constant, DType.Bool, Compare(op, a, b) ? 1 : 0);
        return Make(op, DType.Bool, 0, PlusZero(a) ?? a, PlusZero(b) ?? b);
    }

    private Expr Choice(Expr mask, Expr a, Expr b)
    {
        if (mask.Op == Op.Constant)
            return mask.Payload != 0 ? a : b;
        if (a.Op == Op.Select && a.Operands[0] == mask)
            a = a.Operands[1];
        if (b.Op == Op.Select && b.Operands[0] == mask)
            b = b.Operands[2];
        return a == b ? a : Make(Op.Select, a.Type, 0, mask, a, b);
    }

    private Expr Make(Op op, DType type, long payload, params Expr[] x)
    {
        var node = Expr.Make(op, type, payload, x);
        if (nodes.TryGetValue(node, out var earlier))
            return earlier;
        nodes.Add(node);
        if (op is not (Op.Input or Op.Constant))
            Count++;
        if (IsNotNegativeZero(node))
            isNotNegativeZero.Add(node);
        return node;
    }

    /// <summary>Sums are exact near zero, so that one is −0 only where both terms are; products may be rounded to it.</summary>
    private bool IsNotNegativeZero(Expr x) => x.Op switch
    {
        Op.Constant => x.IsFloat && !(IsZero(x) && IsNegative(x)),
        Op.Add => isNotNegativeZero.Contains(x.Operands[0]) || isNotNegativeZero.Contains(x.Operands[1]),
        Op.Subtract => isNotNegativeZero.Contains(x.Operands[0]),
        Op.Multiply => x.Operands[0] == x.Operands[1],
        Op.Abs => true,
        Op.Select => isNotNegativeZero.Contains(x.Operands[1]) && isNotNegativeZero.Contains(x.Operands[2]),
        _ => false,
    };

    /// <summary>x, if the expression is x + 0, or one that differs from x at most in the sign of a zero.</summary>
    private Expr? PlusZero(Expr sum) => sum.Op switch
    {
        Op.Add when IsZero(sum.Operands[1]) => sum.Operands[0],
        Op.FusedMultiplyAdd when IsZero(sum.Operands[2]) => Product(sum.Operands[0], sum.Operands[1]),
        _ => null,
    };

    private Expr? Folded(Op op, Expr a, Expr b)
    {
        if (!a.IsFloat || a.Op != Op.Constant || b.Op != Op.Constant)
            return null;
        // Of two numbers in single precision, the result in double precision rounds to the right one.
        double x = Number(a), y = Number(b);
        return Constant(a.Type, op switch { Op.Add => x + y, Op.Subtract => x - y, Op.Multiply => x * y, _ => x / y });
    }

    private Expr Constant(DType type, double value) => Make(Op.Constant, type, Expr.Constant(type, value).Payload);

    private static bool Compare(Op op, Expr a, Expr b) => op switch
    {
        Op.Equal => a.IsFloat ? Number(a) == Number(b) : a.Payload == b.Payload,
        Op.NotEqual => a.IsFloat ? Number(a) != Number(b) : a.Payload != b.Payload,
        Op.Less => a.IsFloat ? Number(a) < Number(b) : a.Payload < b.Payload,
        _ => a.IsFloat ? Number(a) <= Number(b) : a.Payload <= b.Payload,
    };

    private static double Number(Expr constant) => constant.Type switch
    {
        DType.Float32 => BitConverter.Int32BitsToSingle((int)constant.Payload),
        DType.Float64 => BitConverter.Int64BitsToDouble(constant.Payload),
        _ => constant.Payload,
    };

    private static bool IsNormal(DType type, double value) => type == DType.Float32 ? float.IsNormal((float)value) : double.IsNormal(value);

    private static bool IsNumber(Expr x, double value) => x.Op == Op.Constant && x.Type != DType.Bool && Number(x) == value;

    private static bool IsZero(Expr x) => IsNumber(x, 0);

    /// <summary>Whether it is the bits of −x.</summary>
    private static bool IsNegated(Expr x) => x.Op == Op.BitCast && x.Operands[0] is { Op: Op.Negate, IsFloat: true };

    /// <summary>Whether it is the bit that is the sign of a floating-point number.</summary>
    private static bool IsSign(Expr x) => x.Op == Op.Constant && x.Payload == (x.Type == DType.Int32 ? int.MinValue : long.MinValue);

    private static bool IsNegative(Expr constant) => double.IsNegative(Number(constant));

    /// <summary>Operations on the same operands: these are compared by reference, being simplified already.</summary>
    private sealed class ByStructure : IEqualityComparer<Expr>
    {
        public bool Equals(Expr? a, Expr? b)
        {
            if (a!.Op != b!.Op || a.Type != b.Type || a.Payload != b.Payload || a.Operands.Length != b.Operands.Length)
                return false;
            for (int i = 0; i < a.Operands.Length; i++)
                if (!ReferenceEquals(a.Operands[i], b.Operands[i]))
                    return false;
            return true;
        }

        public int GetHashCode(Expr x)
        {
            int hash = HashCode.Combine((int)x.Op, (int)x.Type, x.Payload);
            foreach (var operand in x.Operands)
                hash = HashCode.Combine(hash, RuntimeHelpers.GetHashCode(operand));
            return hash;
        }
    }
}
