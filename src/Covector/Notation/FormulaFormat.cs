namespace Covector;

/// <summary>How a formula is written.</summary>
public enum FormulaFormat
{
    /// <summary>The syntax that <see cref="MatrixFormula.Parse"/> reads: <c>A'*(A*x-b)</c>.</summary>
    Plain,

    /// <summary>For reading in a terminal: <c>Aᵀ (A x − b)</c>.</summary>
    Unicode,

    /// <summary>LaTeX for mathematics mode: <c>A^{\top}\, \left(A\, x - b\right)</c>.</summary>
    Latex,

    /// <summary>A C# function of tensors of this library.</summary>
    CSharp,

    /// <summary>A Python function of NumPy arrays.</summary>
    NumPy,

    /// <summary>A Julia function.</summary>
    Julia,
}
