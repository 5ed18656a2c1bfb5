namespace Covector.Primitives;

/// <summary>x to a fixed whole power n. d = dx·n·x^(n−1), 0 for n = 0.</summary>
internal sealed record IntegerPower(int Exponent) : UnaryElementwise
{
    public override string Name => "integer_pow";

    public override string Parameters => $"n={Exponent}";

    public static Tensor Of(Tensor x, int exponent) => exponent switch
    {
        0 => Fill.Like(x, 1),
        1 => x,
        _ => Trace.Bind(new IntegerPower(exponent), x),
    };

    public override Tensor? Jvp(Tensor x, Tensor y, Tensor dx)
    {
        var coefficient = Exponent * Of(x, Exponent - 1);
        return Exponent < 0 ? StrongMultiply.Of(dx, coefficient) : dx * coefficient;
    }

    public override Expr Lower(Expr x)
    {
        Expr? result = null;
        for (uint n = (uint)Math.Abs((long)Exponent); n > 0; n >>= 1)
        {
            if ((n & 1) != 0)
                result = result is null ? x : ScalarMath.Multiply(result, x);
            if (n > 1)
                x = ScalarMath.Multiply(x, x);
        }

        return Exponent > 0 ? result! : ScalarMath.Reciprocal(result!);
    }

    /// <summary>Repeated squaring; a negative exponent divides 1 by the positive power.</summary>
    public override int Tile(ITileEmitter emitter, ReadOnlySpan<int> operands)
    {
        int x = operands[0], result = -1;
        for (uint n = (uint)Math.Abs((long)Exponent); n > 0; n >>= 1)
        {
            if ((n & 1) != 0)
                result = result < 0 ? x : emitter.Kernel(Multiply.Instance, [result, x]);
            if (n > 1)
                x = emitter.Kernel(Multiply.Instance, [x, x]);
        }

        return Exponent > 0 ? result : emitter.Kernel(Divide.Instance, [emitter.Constant(1), result]);
    }

    /// <summary>The steps of the tile program over whole tensors, so that both give the same bits.</summary>
    public override Tensor Eval(ReadOnlySpan<Tensor> inputs)
    {
        Tensor x = inputs[0];
        CheckType(x.DType);
        Tensor? result = null;
        for (uint n = (uint)Math.Abs((long)Exponent); n > 0; n >>= 1)
        {
            if ((n & 1) != 0)
                result = result is null ? x : ElementwiseEvaluator.Run(Multiply.Instance, result, x);
            if (n > 1)
                x = ElementwiseEvaluator.Run(Multiply.Instance, x, x);
        }

        return Exponent > 0 ? result! : ElementwiseEvaluator.Run(Divide.Instance, Tensor.Scalar(x.DType, 1), result!);
    }

    protected override bool Accepts(DType dtype) => dtype.IsFloating || dtype.IsInteger && Exponent > 0;
}
