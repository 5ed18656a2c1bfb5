// The note on matrix calculus as a program: every formula is a heading, what the library answers stands below it, and
// each answer is compared with the matrix made by hand. Run it with
//
//     dotnet run samples/tour.cs

#:project ../src/Covector/Covector.csproj
#:property PublishAot=false

using System.Globalization;
using System.Text;
using Covector;
using static Covector.Functions;
using static Covector.Transforms;

Console.OutputEncoding = new UTF8Encoding(false);
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;

var note = new Note(Console.Out, "Matrix calculus, as Covector computes it");
note.Say("A derivative is a function of a function. Below each formula stands what the library answers,");
note.Say("and how far it is from the same thing made by hand in plain C# numbers.");

// ---------------------------------------------------------------------------------------------------------------------
note.Section("One variable", "tanh′(x) = 1 − tanh²x");

var gradTanh = Grad(Tanh);
note.Compare("Grad(Tanh)(2.0)", gradTanh(2.0), 1 / (Math.Cosh(2) * Math.Cosh(2)));

note.Formula("tanh‴(x) = (1 − t²)(6t² − 2),  t = tanh x");
double t = Math.Tanh(1);
note.Compare("Grad(Grad(Grad(Tanh)))(1.0)", Grad(Grad(Grad(Tanh)))(1.0), (1 - t * t) * (6 * t * t - 2));

// ---------------------------------------------------------------------------------------------------------------------
note.Section("One output, n inputs: the gradient", "f(x) = x₁²x₂ + sin x₃        ∂f/∂x = [ 2x₁x₂   x₁²   cos x₃ ]");

static Tensor Scalar(Tensor x) => x[0] * x[0] * x[1] + Sin(x[2]);

Tensor x = [1.5, -0.5, 2.0];
note.Compare("Grad(f)(x)", Grad(Scalar)(x), new[] { 2 * 1.5 * -0.5, 1.5 * 1.5, Math.Cos(2) });

// ---------------------------------------------------------------------------------------------------------------------
note.Section("m outputs, n inputs: the m×n Jacobian", "f(x) = (x₁x₂, exp(x₁) sin x₃)        (∂f/∂x)ᵢⱼ = ∂fᵢ/∂xⱼ");

static Tensor Pair(Tensor x) => [x[0] * x[1], Exp(x[0]) * Sin(x[2])];

double[,] jacobian =
{
    { -0.5, 1.5, 0 },
    { Math.Exp(1.5) * Math.Sin(2), 0, Math.Exp(1.5) * Math.Cos(2) },
};
note.Compare("Jacobian(f)(x)", Jacobian(Pair)(x), jacobian);
note.Compare("JacFwd(f)(x), column by column", JacFwd(Pair)(x), jacobian, show: false);
note.Compare("JacRev(f)(x), row by row", JacRev(Pair)(x), jacobian, show: false);

// ---------------------------------------------------------------------------------------------------------------------
note.Section("The derivative is a linear map", "(x, v) ↦ ∂f(x) v");

double[] y = [1.5 * -0.5, Math.Exp(1.5) * Math.Sin(2)];
double[] v = [0.3, -1.0, 0.25];
double[] w = [2.0, -0.5];
double[] pushed = Hand.Times(jacobian, v);
note.Compare("Jvp(f, x, v).Tangent", Jvp(Pair, x, v).Tangent, pushed);

note.Formula("v ↦ ∂f(x) v  as a function, f itself computed once");
var (value, pushforward) = Linearize(Pair, x);
note.Compare("Linearize(f, x).Value = f(x)", value, y);
note.Compare("Linearize(f, x).Pushforward(v)", pushforward(v), pushed);

note.Formula("u ↦ ∂f(x)ᵀ u,  and  ⟨u, ∂f(x) v⟩ = ⟨∂f(x)ᵀ u, v⟩");
var (_, pullback) = Vjp(Pair, x);
double[] pulled = Hand.Times(Hand.Transposed(jacobian), w);
note.Compare("Vjp(f, x).Pullback(u)", pullback(w), pulled);
note.Compare("⟨u, ∂f(x) v⟩", Dot(w, pushforward(v)), Hand.Inner(w, pushed));
note.Compare("⟨∂f(x)ᵀ u, v⟩", Dot(pullback(w), v), Hand.Inner(w, pushed));

// ---------------------------------------------------------------------------------------------------------------------
note.Section("The chain rule", "∂(g ∘ f)(x) = ∂g(f(x)) ∂f(x)        g(y) = (y₁², y₁y₂, tanh y₂)");

static Tensor Triple(Tensor y) => [y[0] * y[0], y[0] * y[1], Tanh(y[1])];

double[,] outerJacobian = { { 2 * y[0], 0 }, { y[1], y[0] }, { 0, 1 - Math.Tanh(y[1]) * Math.Tanh(y[1]) } };
note.Compare("Jacobian(g ∘ f)(x)", Jacobian(p => Triple(Pair(p)))(x), Hand.Times(outerJacobian, jacobian));

// ---------------------------------------------------------------------------------------------------------------------
note.Section("An elementwise layer", "h = f(z),  hᵢ = f(zᵢ)        ∂h/∂z = diag(f′(z))");

double[] z = [0.5, -1.0, 2.0];
note.Compare("Jacobian(Tanh)(z)", Jacobian(Tanh)(z), Hand.Diagonal(Array.ConvertAll(z, e => 1 - Math.Tanh(e) * Math.Tanh(e))));
note.Compare("Jacobian(Sigmoid)(z)", Jacobian(Sigmoid)(z), Hand.Diagonal(Array.ConvertAll(z, e => Math.Exp(-e) / Math.Pow(1 + Math.Exp(-e), 2))));
note.Compare("Jacobian(Relu)(z)", Jacobian(Relu)(z), Hand.Diagonal([1, 0, 1]));

// ---------------------------------------------------------------------------------------------------------------------
note.Section("A linear layer", "z = Wx + b        ∂z/∂x = W");

double[,] weights = { { 0.1, -0.2, 0.3 }, { 0.4, 0.5, -0.6 } };
double[] bias = [0.05, -0.1], input = [1, 2, 3];
Tensor W = Tensor.From(weights), b = bias, xIn = input;

note.Compare("Jacobian(x => W·x + b)(x)", Jacobian(p => Dot(W, p) + b)(xIn), weights);

note.Formula("∂z/∂b = I");
note.Compare("Jacobian(b => W·x + b)(b)", Jacobian(p => Dot(W, xIn) + p)(b), Hand.Diagonal([1, 1]));

note.Formula("(∂z/∂W)ᵢⱼₖ = δᵢⱼ xₖ        an m×m×n tensor");
note.Compare("Jacobian(W => W·x + b)(W)", Jacobian(p => Dot(p, xIn) + b)(W), Hand.DeltaTimes(2, input));

note.Formula("∂(uᵀv)/∂u = vᵀ        ∂(uᵀv)/∂v = uᵀ");
double[] u = [2, -1, 0.5];
note.Compare("Grad(u => u·v)(u)", Grad(p => Dot(p, v))(u), v);
note.Compare("Grad(v => u·v)(v)", Grad(p => Dot(u, p))(v), u);

// ---------------------------------------------------------------------------------------------------------------------
note.Section("A neural network", "s = uᵀ f(Wx + b),  f = tanh        δ = ∂s/∂z = uᵀ ∘ f′(z)ᵀ");

var network = new Network(W, b, new[] { 2.0, -1.0 });
var hand = new Backpropagation(weights, bias, [2, -1], input);

var score = Network.Score(network, xIn);
var gradient = Grad<Network, Tensor>(Network.Score)(network, xIn);
note.Compare("s", score, hand.Score);
note.Compare("δ = Grad(z => u·tanh z)(W·x + b)", Grad(p => Dot(network.U, Tanh(p)))(Dot(W, xIn) + b), hand.Delta);

note.Formula("∂s/∂b = δ");
note.Compare("Grad(s)(network).B", gradient.B, hand.Delta);

note.Formula("∂s/∂W = δᵀ xᵀ        in the shape of W");
note.Compare("Grad(s)(network).W", gradient.W, hand.WeightGradient);

note.Formula("∂s/∂u = f(z)ᵀ        ∂s/∂x = δ W");
note.Compare("Grad(s)(network).U", gradient.U, hand.Hidden);
note.Compare("Grad(s, Wrt.Second)(network, x)", Grad<Network, Tensor>(Network.Score, Wrt.Second)(network, xIn), hand.InputGradient);

// ---------------------------------------------------------------------------------------------------------------------
note.Section("The same by hand, written by the library", "Explain(s)(network, x): names, local derivatives, the chain rule, the result");

note.Show("by b", Explain<Network, Tensor>(Network.Score, "B")(network, xIn));
note.Show("by W", Explain<Network, Tensor>(Network.Score, "W")(network, xIn));

// ---------------------------------------------------------------------------------------------------------------------
note.Section("One gradient for each example", "∂s(xᵢ)/∂W  for a batch x₁ … xₙ, without a loop");

double[][] examples = [[1, 2, 3], [-1, 0.5, 0.25], [0.1, -0.7, 2]];
Tensor batch = Stack([.. examples.Select(e => (Tensor)e)]);
var perExample = Vmap(Grad<Network, Tensor>(Network.Score), (null, 0))(network, batch);
for (int i = 0; i < examples.Length; i++)
    note.Compare($"Vmap(Grad(s))(network, batch).W[{i}]", perExample.W[i], new Backpropagation(weights, bias, [2, -1], examples[i]).WeightGradient);

// ---------------------------------------------------------------------------------------------------------------------
note.Section("The second derivative", "f(x) = xᵀAx        ∂²f/∂x² = A + Aᵀ");

Tensor A = [[1, 2], [3, 4]];
Tensor Quadratic(Tensor p) => Dot(p, Dot(A, p));
double[,] symmetric = { { 2, 5 }, { 5, 8 } };
note.Compare("Hessian(f)(x)", Hessian(Quadratic)(new[] { 0.3, -0.7 }), symmetric);
note.Compare("Hvp(f)(x, v), H never formed", Hvp(Quadratic)(new[] { 0.3, -0.7 }, new[] { 1.0, -2.0 }), Hand.Times(symmetric, [1, -2]));

// ---------------------------------------------------------------------------------------------------------------------
note.Section("Compiled", "Jit(f)(x) = f(x),  traced once, then run without its C# code");

var compiled = Jit<Network, Tensor, Network>(Grad<Network, Tensor>(Network.Score));
note.Compare("Jit(Grad(s))(network, x).W", compiled(network, xIn).W, hand.WeightGradient);
note.Compare("Vmap(Jit(Grad(s)))(network, batch).B[0]", Vmap(compiled, (null, 0))(network, batch).B[0], hand.Delta);

note.Section("The record behind it", "what a function does to tensors is a graph, and the gradient is one too");
note.Show("MakeGraph(z => tanh z)(z)", MakeGraph(Tanh)(2.0));
note.Show("MakeGraph(Grad(z => tanh z))(z)", MakeGraph(Grad(Tanh))(2.0));

return note.End();

/// <summary>s = uᵀ tanh(Wx + b): a record of tensors, so that its gradient is such a record too.</summary>
[Tree]
internal sealed partial record Network(Tensor W, Tensor B, Tensor U)
{
    public static Tensor Score(Network network, Tensor x) => Dot(network.U, Tanh(Dot(network.W, x) + network.B));
}

/// <summary>The same network, its gradients written by hand with loops over numbers.</summary>
internal sealed class Backpropagation
{
    public Backpropagation(double[,] weights, double[] bias, double[] u, double[] x)
    {
        var z = Hand.Times(weights, x);
        for (int i = 0; i < z.Length; i++)
            z[i] += bias[i];
        Hidden = Array.ConvertAll(z, Math.Tanh);
        Delta = new double[u.Length];
        for (int i = 0; i < u.Length; i++)
        {
            Score += u[i] * Hidden[i];
            Delta[i] = u[i] * (1 - Hidden[i] * Hidden[i]);
        }

        WeightGradient = new double[u.Length, x.Length];
        for (int i = 0; i < u.Length; i++)
            for (int j = 0; j < x.Length; j++)
                WeightGradient[i, j] = Delta[i] * x[j];
        InputGradient = Hand.Times(Hand.Transposed(weights), Delta);
    }

    public double Score { get; }

    public double[] Hidden { get; }

    public double[] Delta { get; }

    public double[,] WeightGradient { get; }

    public double[] InputGradient { get; }
}

/// <summary>Matrices made by hand.</summary>
internal static class Hand
{
    public static double[] Times(double[,] matrix, double[] vector)
    {
        var result = new double[matrix.GetLength(0)];
        for (int i = 0; i < result.Length; i++)
            for (int j = 0; j < vector.Length; j++)
                result[i] += matrix[i, j] * vector[j];
        return result;
    }

    public static double[,] Times(double[,] left, double[,] right)
    {
        var result = new double[left.GetLength(0), right.GetLength(1)];
        for (int i = 0; i < left.GetLength(0); i++)
            for (int j = 0; j < right.GetLength(1); j++)
                for (int k = 0; k < right.GetLength(0); k++)
                    result[i, j] += left[i, k] * right[k, j];
        return result;
    }

    public static double Inner(double[] left, double[] right)
    {
        double result = 0;
        for (int i = 0; i < left.Length; i++)
            result += left[i] * right[i];
        return result;
    }

    public static double[,] Transposed(double[,] matrix)
    {
        var result = new double[matrix.GetLength(1), matrix.GetLength(0)];
        for (int i = 0; i < result.GetLength(0); i++)
            for (int j = 0; j < result.GetLength(1); j++)
                result[i, j] = matrix[j, i];
        return result;
    }

    public static double[,] Diagonal(double[] entries)
    {
        var result = new double[entries.Length, entries.Length];
        for (int i = 0; i < entries.Length; i++)
            result[i, i] = entries[i];
        return result;
    }

    /// <summary>δᵢⱼ xₖ, of shape [m, m, n].</summary>
    public static Tensor DeltaTimes(int m, double[] x)
    {
        var result = new double[m * m * x.Length];
        for (int i = 0; i < m; i++)
            x.CopyTo(result, (i * m + i) * x.Length);
        return Tensor.From(result, m, m, x.Length);
    }
}

/// <summary>The page that the tour writes, and the count of what holds.</summary>
internal sealed class Note
{
    private const double Tolerance = 1e-12;
    private const int Width = 100;
    private readonly TextWriter page;
    private int sections, comparisons, held;

    public Note(TextWriter page, string title)
    {
        this.page = page;
        page.WriteLine($"{title}\n{new string('═', Width)}");
    }

    public void Say(string text) => page.WriteLine(text);

    public void Section(string title, string formula)
    {
        string heading = $"{++sections}  {title} ";
        page.WriteLine($"\n{heading}{new string('─', Width - heading.Length)}");
        Formula(formula);
    }

    public void Formula(string formula) => page.WriteLine($"\n   {formula}\n");

    public void Show(string what, object printed) => page.WriteLine($"     {what}\n{Indented(printed)}");

    public void Compare(string what, Tensor answer, double[,] byHand, bool show = true) => Compare(what, answer, Tensor.From(byHand), show);

    public void Compare(string what, Tensor answer, Tensor byHand, bool show = true)
    {
        double difference = Difference(answer, byHand);
        bool holds = difference <= Tolerance;
        comparisons++;
        held += holds ? 1 : 0;
        string verdict = answer.Shape != byHand.Shape
            ? $"shape {answer.Shape}, by hand {byHand.Shape}"
            : $"max |Δ| = {difference.ToString(difference == 0 ? "0" : "0.0e-00", CultureInfo.InvariantCulture)}";
        page.WriteLine($"     {what,-48}{verdict,40}  {(holds ? '✓' : '✗')}");
        if (show)
            page.WriteLine($"{Indented(answer)}");
    }

    /// <summary>The last line and the exit code: 0 only when every comparison holds.</summary>
    public int End()
    {
        page.WriteLine($"\n{new string('═', Width)}\n{held} of {comparisons} comparisons hold to 1e-12 {(held == comparisons ? '✓' : '✗')}");
        return held == comparisons ? 0 : 1;
    }

    private static double Difference(Tensor answer, Tensor byHand)
    {
        if (answer.Shape != byHand.Shape)
            return double.NaN;
        var (a, b) = (answer.ToArray<double>(), byHand.ToArray<double>());
        double most = 0;
        for (int i = 0; i < a.Length; i++)
            most = Math.Max(most, Math.Abs(a[i] - b[i]));
        return most;
    }

    private static string Indented(object printed) =>
        string.Join('\n', printed.ToString()!.Split('\n').Select(line => line.Trim().Length == 0 ? "" : $"         {line}"));
}
