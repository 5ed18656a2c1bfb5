using Covector.Notation;

namespace Covector;

/// <summary>
/// A formula of matrix calculus, read from text: <c>u'*tanh(W*x+b)</c>. Its derivatives are formulas, too, with a derivation to read.
/// </summary>
/// <remarks>
/// <para>Vectors are columns. <c>'</c> transposes, <c>*</c> is the matrix product and scaling, <c>.*</c>, <c>./</c> and <c>.^</c> go entry
/// by entry, <c>^</c> is a power of a scalar or a square matrix. Functions: exp log sqrt sin cos tan tanh sinh cosh arctan abs sign relu
/// step sigmoid softplus softmax logsumexp tr det logdet inv sum mean max min norm1 norm2 diag vec kron comm ones zeros eye unit log1p
/// expm1 square arcsin arccos. Entries and parts have numbers from 1 on: <c>x[1]</c>, <c>A[2,3]</c>, <c>x[2:4]</c>, <c>A[1:2,:]</c>.
/// Unicode is read as well: <c>uᵀ*(x ⊙ y)</c>. Declarations may stand first: <c>A: m×n, S: n×n spd; x'*S*x</c>,
/// intermediate values before the end:
/// <c>z = A*x-b; z'*z</c>.</para>
/// <para>What is not declared follows from the use and from the letter: capitals are matrices, a to d scalars, others vectors.</para>
/// </remarks>
public sealed class MatrixFormula
{
    private readonly string? _name;
    private Calculus? _calculus;

    internal MatrixFormula(ShapedFormula shaped, string? name) => (Shaped, _name) = (shaped, name);

    internal ShapedFormula Shaped { get; }

    internal Calculus Calculus => _calculus ??= Calculus.Of(Shaped);

    /// <summary>The variables, the declared ones first, then in the order of the text.</summary>
    public IReadOnlyList<FormulaVariable> Variables => [.. Shaped.Unknowns.Select(Described)];

    /// <summary>The lengths of the axes of the value: none for a scalar; those of a row are 1 and its length.</summary>
    public IReadOnlyList<string> Shape => [.. Shaped.Shape.Select(d => d.Name)];

    /// <summary>Reads a formula.</summary>
    /// <param name="text">The formula, after declarations if there are any.</param>
    /// <param name="declarations">Further declarations: <c>A: m×n, y: simplex</c>.</param>
    /// <exception cref="FormulaException">The text is not a formula, or its shapes do not fit; the message shows the place and both
    /// shapes.</exception>
    public static MatrixFormula Parse(string text, string? declarations = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        var parsed = Parser.Parse(text, declarations);
        return new MatrixFormula(ShapeInference.Infer(parsed), parsed.Name);
    }

    /// <summary>The derivative by a variable.</summary>
    /// <exception cref="FormulaException">There is no such variable, the form does not fit the shapes, or a function has no derivative as a
    /// formula.</exception>
    public MatrixDerivative Derivative(string variable, DerivativeForm form = DerivativeForm.Natural)
    {
        ArgumentNullException.ThrowIfNull(variable);
        var derived = Guarded(() => Calculus.Derive(variable, form));
        return new MatrixDerivative(this, variable, derived);
    }

    /// <summary>
    /// How the derivative comes about: named intermediate values, local derivatives, the chain rule. Every line is compared with difference
    /// quotients.
    /// </summary>
    /// <exception cref="FormulaException">As <see cref="Derivative"/>.</exception>
    public Derivation Explain(string variable, DerivativeForm form = DerivativeForm.Natural)
    {
        ArgumentNullException.ThrowIfNull(variable);
        _ = Calculus.Variable(variable);
        return Guarded(() => new Derivation(this, variable, form, _name));
    }

    /// <summary>The value. Lengths of axes follow from the shapes of the values.</summary>
    /// <param name="values">A tensor for each variable, with as many axes as it has.</param>
    /// <exception cref="FormulaException">A value is missing, or its shape does not fit.</exception>
    public Tensor Evaluate(IReadOnlyDictionary<string, Tensor> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        var point = new FormulaPoint(Shaped.Unknowns, values);
        return FormulaPoint.ToTensor(Evaluator.Evaluate(Shaped.Formula, point.Values, point.Lengths), Shaped.Shape, point);
    }

    /// <summary>The formula in the syntax that is read.</summary>
    public override string ToString() => Shaped.Formula.ToString();

    /// <summary>The formula as text or as code.</summary>
    public string ToString(FormulaFormat format) => Written(Shaped, format, null);

    internal static string Written(
        ShapedFormula shaped, FormulaFormat format, IReadOnlyList<string>? indices, int? stackedAt = null) => format switch
        {
            FormulaFormat.Plain => shaped.Formula.ToString(),
            FormulaFormat.Unicode => UnicodePrinter.Print(shaped.Formula, shaped),
            FormulaFormat.Latex => LatexPrinter.Print(shaped.Formula, shaped),
            FormulaFormat.CSharp => CSharpPrinter.Print(shaped, order: indices, stackedAt: stackedAt),
            FormulaFormat.NumPy => NumPyPrinter.Print(shaped, order: indices, stackedAt: stackedAt),
            FormulaFormat.Julia => JuliaPrinter.Print(shaped, order: indices, stackedAt: stackedAt),
            _ => throw new ArgumentOutOfRangeException(nameof(format), format, "Not a format of formulas."),
        };

    private static FormulaVariable Described(Unknown unknown) => new(
        unknown.Name, [.. unknown.Axes.Select(a => a.Name)],
        [.. Names.Where(n => (unknown.Properties & n.Property) != 0).Select(n => n.Name)]);

    private static readonly (Properties Property, string Name)[] Names =
    [
        (Properties.Symmetric, "symmetric"), (Properties.PositiveDefinite, "spd"), (Properties.Invertible, "invertible"),
        (Properties.Orthogonal, "orthogonal"),
        (Properties.Positive, "positive"), (Properties.Simplex, "simplex"), (Properties.Signs, "signs"), (Properties.Diagonal, "diagonal"),
    ];

    internal static T Guarded<T>(Func<T> derive)
    {
        try
        {
            return derive();
        }
        catch (NoMatrixFormException)
        {
            throw new FormulaException(
                "This form of the derivative has no notation with matrices and entries of them; ask for the linear map.", -1);
        }
        catch (NotSupportedException problem)
        {
            throw new FormulaException(problem.Message, -1);
        }
        catch (InsufficientExecutionStackException)
        {
            throw new FormulaException("The formula is nested too deeply to be differentiated.", -1);
        }
        catch (NoSampleException)
        {
            throw new FormulaException(
                "The derivative has no finite value for random values of the variables. Declare what they are: `x: n positive`, "
                + "`S: n×n spd`.", -1);
        }
    }
}
