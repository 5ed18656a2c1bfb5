namespace Covector.Scalars;

/// <summary>One elementwise function: how it is called, on which operand types, and its expression for them.</summary>
/// <param name="Name">The name of the primitive, such as <c>log1p</c>.</param>
/// <param name="Area">The file of kernels that it is printed to.</param>
/// <param name="Signatures">The operand types of each kernel.</param>
/// <param name="Define">The expression of the function of these operands.</param>
internal sealed record ElementwiseDefinition(string Name, string Area, DType[][] Signatures, Func<Expr[], Expr> Define)
{
    public int Arity => Signatures[0].Length;

    /// <summary>The checked program for one signature.</summary>
    public ScalarProgram Program(DType[] signature)
    {
        var inputs = new Expr[signature.Length];
        for (var i = 0; i < inputs.Length; i++) inputs[i] = Expr.Input(i, signature[i]);
        return ScalarProgram.Of(Define(inputs));
    }
}
