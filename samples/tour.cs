#:project ../src/Covector/Covector.csproj

// The founding note on matrix calculus, computed: every derivative is compared with the one written by hand.
using Covector;
using static Covector.Functions;
using static Covector.Transforms;

Console.OutputEncoding = System.Text.Encoding.UTF8;
int compared = 0, held = 0;

Heading("The derivative is a function that takes a function and returns a function");
var gradTanh = Grad(Tanh);
Console.WriteLine($"gradTanh(2.0)               = {gradTanh(2.0)}");
Console.WriteLine($"Grad(Grad(Grad(Tanh)))(1.0) = {Grad(Grad(Grad(Tanh)))(1.0)}");
Compare("tanh′(2) = 1 − tanh²(2)", 1 - Math.Pow(Math.Tanh(2), 2), gradTanh(2.0));
Compare("tanh‴(1) = (1 − t²)(6t² − 2)", Third(Math.Tanh(1)), Grad(Grad(Grad(Tanh)))(1.0));

Heading("f: Rⁿ → Rᵐ has the linear map (x, v) ↦ ∂f(x) v and the m×n Jacobian (∂f/∂x)ᵢⱼ = ∂fᵢ/∂xⱼ");
Tensor x = [1.0, 2.0, 3.0];
Tensor v = [0.5, -1.0, 0.25];
Func<Tensor, Tensor> f = p => Stack([p[0] * p[1], Sin(p[2])]);
Tensor jacobian = [[2.0, 1.0, 0.0], [0.0, 0.0, Math.Cos(3)]];
Console.WriteLine($"f(x) = (x₀x₁, sin x₂) at x = {x} has the 2×3 Jacobian\n{Jacobian(f)(x)}");
Compare("Jacobian", jacobian, Jacobian(f)(x));
Compare("forward mode, column by column", jacobian, JacFwd(f)(x));
Compare("reverse mode, row by row", jacobian, JacRev(f)(x));
Compare("Jvp(f, x, v) = ∂f(x) v", Dot(jacobian, v), Jvp(f, x, v).Tangent);
var (_, pushforward) = Linearize(f, x);
Compare("Linearize(f, x)(v), the map itself", Dot(jacobian, v), pushforward(v));
Tensor u = [2.0, -1.0];
var (_, pullback) = Vjp(f, x);
Compare("Vjp(f, x)(u) = ∂f(x)ᵀ u", Dot(jacobian.T, u), pullback(u));
Func<Tensor, Tensor> g = p => Sum(p * p * p);
Compare("the gradient of Σ xᵢ³ is 3x²", 3 * x * x, Grad(g)(x));
Compare("its Hessian is diag(6x)", Diag(6 * x), Hessian(g)(x));

Heading("An elementwise layer h = f(z) has ∂h/∂z = diag(f′(z))");
Tensor z = [-0.5, 0.3];
Compare("∂tanh(z)/∂z = diag(1 − tanh² z)", Diag(1 - Tanh(z) * Tanh(z)), Jacobian(Tanh)(z));

Heading("A linear layer z = W x + b has ∂z/∂x = W, ∂z/∂b = I, (∂z/∂W)ᵢⱼₖ = δᵢⱼ xₖ");
Tensor w = [[0.1, -0.2, 0.3], [0.4, 0.5, -0.6]];
Tensor b = [0.05, -0.1];
Compare("∂z/∂x = W", w, Jacobian(p => Dot(w, p) + b)(x));
Compare("∂z/∂b = I", Tensor.Eye(2), Jacobian(p => Dot(w, x) + p)(b));
Compare("(∂z/∂W)ᵢⱼₖ = δᵢⱼ xₖ", Einsum("ij,k->ijk", Tensor.Eye(2), x), Jacobian(p => Dot(p, x) + b)(w));

Heading("A dot product uᵀv has ∂/∂u = vᵀ: the derivative is a row, a covector");
Compare("∂(uᵀz)/∂u = zᵀ", z, Grad(p => Dot(p, z))(u));
Compare("∂(uᵀz)/∂z = uᵀ", u, Grad(p => Dot(u, p))(z));

Heading("A network s = uᵀ f(W x + b): δ = ∂s/∂z = uᵀ ∘ f′(z), ∂s/∂b = δ, ∂s/∂W = δᵀ xᵀ");
Func<Tensor, Tensor, Tensor, Tensor> network = (weights, bias, input) => Dot(u, Tanh(Dot(weights, input) + bias));
var (dW, db, dx) = Grad(network, Wrt.All)(w, b, x);
var layer = Dot(w, x) + b;
var delta = u * (1 - Tanh(layer) * Tanh(layer));
Console.WriteLine($"s      = {network(w, b, x)}\n∂s/∂b  = {db}\n∂s/∂W  =\n{dW}");
Compare("δ = uᵀ ∘ f′(z)", delta, Grad(p => Dot(u, Tanh(p)))(layer));
Compare("∂s/∂b = δ", delta, db);
Compare("∂s/∂W = δᵀ xᵀ", Outer(delta, x), dW);
Compare("∂s/∂x = δ W", Dot(delta, w), dx);
var byHand = Backpropagation();
Compare("∂s/∂W by loops written by hand", byHand.W, dW);
Compare("∂s/∂b by loops written by hand", byHand.B, db);

Heading("Transformations compose in any order");
Tensor batch = [[1.0, 2.0, 3.0], [0.0, -1.0, 0.5], [2.0, 0.1, -0.3]];
var each = Vmap(Grad(network, Wrt.Third), (null, null, 0))(w, b, batch);
Compare("Vmap(Grad(f)): a gradient for each example", Stack([.. batch.Select(p => Grad(network, Wrt.Third)(w, b, p))]), each);
Compare("Jit(Vmap(Grad(f))): the same, compiled", each, Jit(Vmap(Grad(network, Wrt.Third), (null, null, 0)))(w, b, batch));
Compare("Hvp(f)(x, v) = H v", Dot(Hessian(g)(x), v), Hvp(g)(x, v));
Console.WriteLine($"The graph of tanh′:\n{MakeGraph(gradTanh)(2.0)}");

Console.WriteLine($"\n{held} of {compared} comparisons agree to 1e-12.");
return held == compared ? 0 : 1;

static double Third(double t) => (1 - t * t) * (6 * t * t - 2);

void Heading(string text) => Console.WriteLine($"\n{text}\n{new string('─', Math.Min(text.Length, 100))}");

void Compare(string what, Tensor expected, Tensor actual)
{
    if (expected.Shape != actual.Shape)
        throw new InvalidOperationException($"{what}: {actual.Shape} instead of {expected.Shape}");
    double difference = (double)Max(Abs(expected - actual));
    bool agrees = difference <= 1e-12;
    compared++;
    held += agrees ? 1 : 0;
    Console.WriteLine($"  {(agrees ? "✓" : "✗")} {what,-48} largest difference {difference:0.0e+00}");
}

// Backpropagation of the network as one writes it without a library.
(Tensor W, Tensor B) Backpropagation()
{
    double[] input = x.ToArray<double>(), bias = b.ToArray<double>(), outer = u.ToArray<double>(), weights = w.ToArray<double>();
    var gradW = new double[2, 3];
    var gradB = new double[2];
    for (int i = 0; i < 2; i++)
    {
        double sum = bias[i];
        for (int k = 0; k < 3; k++)
            sum += weights[i * 3 + k] * input[k];
        double h = Math.Tanh(sum);
        gradB[i] = outer[i] * (1 - h * h);
        for (int k = 0; k < 3; k++)
            gradW[i, k] = gradB[i] * input[k];
    }

    return (Tensor.From(gradW), Tensor.From(gradB));
}
