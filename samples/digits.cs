// Reads handwritten digits: a network of 64, 128 and 10 units learns 1,437 of them and is asked about 360 that it has not seen.
//
//     dotnet run samples/digits.cs
//     dotnet run samples/digits.cs -- --steps 10000 --seed 7 --out artifacts/digits
//
// Everything that learns is Covector: the gradient, the optimizer (tensors in records) and the compiled step around both.

#:project ../src/Covector/Covector.csproj
#:package ScottPlot
#:package Spectre.Console
#:package System.CommandLine
#:property CentralPackageTransitivePinningEnabled=true
#:property PublishAot=false

using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
using Covector;
using Covector.IO;
using ScottPlot;
using Spectre.Console;
using static Covector.Functions;
using static Covector.Transforms;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;

var steps = new Option<int>("--steps") { Description = "How many mini-batches of 64 digits the network learns from.", DefaultValueFactory = _ => 4000 };
var seed = new Option<int>("--seed") { Description = "The seed of the first weights and of the order of the digits.", DefaultValueFactory = _ => 1 };
var folder = new Option<DirectoryInfo>("--out") { Description = "The folder for the pictures and the parameters.", DefaultValueFactory = _ => new("artifacts/digits") };
steps.Validators.Add(option =>
{
    if (option.Tokens is [var token] && (!int.TryParse(token.Value, out int count) || count < 1))
        option.AddError($"--steps: '{token.Value}' is no number of steps; expected a whole number from 1.");
});
folder.Validators.Add(option =>
{
    if (option.Tokens is [var token] && File.Exists(token.Value))
        option.AddError($"--out: '{token.Value}' is a file; expected a folder, which is created when it does not exist.");
});

var command = new RootCommand("Learns to read handwritten digits.") { steps, seed, folder };
command.SetAction(parsed => Lesson.Run(parsed.GetValue(steps), parsed.GetValue(seed), parsed.GetValue(folder)!));
return command.Parse(args).Invoke();

/// <summary>softmax(tanh(x W₁ + b₁) W₂ + b₂), for rows x of pixels.</summary>
[Tree]
internal sealed partial record Network(Tensor W1, Tensor B1, Tensor W2, Tensor B2)
{
    public static Network Random(Random random) => new(
        Normal(random, 64, 128) / Math.Sqrt(64), Tensor.Zeros([128]), Normal(random, 128, 10) / Math.Sqrt(128), Tensor.Zeros([10]));

    public Tensor Logits(Tensor images) => MatMul(Tanh(MatMul(images, W1) + B1), W2) + B2;

    /// <summary>The cross-entropy, −log of the probability that the network gives to the right digit, on average.</summary>
    public static Tensor Loss(Network network, Tensor images, Tensor labels) =>
        -(OneHot(labels, 10) * LogSoftmax(network.Logits(images))).Sum() / images.Shape[0];

    public static Network Combine(Network left, Network right, Func<Tensor, Tensor, Tensor> f) =>
        new(f(left.W1, right.W1), f(left.B1, right.B1), f(left.W2, right.W2), f(left.B2, right.B2));

    private static Tensor Normal(Random random, int rows, int columns)
    {
        var values = new double[rows * columns];
        foreach (ref double value in values.AsSpan())
            value = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
        return Tensor.From(values, rows, columns);
    }
}

/// <summary>The network and the two moving averages of Adam, with a rate that falls to zero along half a cosine.</summary>
[Tree]
internal sealed partial record Adam(Network Network, Network Mean, Network Square, Tensor Step, int Steps)
{
    private const double Rate = 2e-3, Decay = 0.05;

    public static Adam Start(Network network, int steps)
    {
        var zeros = Network.Combine(network, network, (p, _) => Tensor.ZerosLike(p));
        return new(network, zeros, zeros, 0.0, steps);
    }

    public static (Adam Next, Tensor Loss) Learn(Adam adam, Tensor images, Tensor labels)
    {
        var (loss, gradient) = ValueAndGrad<Network, Tensor, Tensor>(Network.Loss)(adam.Network, images, labels);
        var step = adam.Step + 1;
        var mean = Network.Combine(adam.Mean, gradient, (m, g) => 0.9 * m + 0.1 * g);
        var square = Network.Combine(adam.Square, gradient, (s, g) => 0.999 * s + 0.001 * g * g);
        Tensor meanScale = 1 - Pow(0.9, step), squareScale = 1 - Pow(0.999, step);
        var direction = Network.Combine(mean, square, (m, s) => m / meanScale / (Sqrt(s / squareScale) + 1e-8));
        var rate = Rate / 2 * (1 + Cos(Math.PI * adam.Step / adam.Steps));
        var network = Network.Combine(adam.Network, direction, (p, d) => p - rate * (d + Decay * p));
        return (adam with { Network = network, Mean = mean, Square = square, Step = step }, loss);
    }
}

/// <summary>The digits: rows of 64 pixels from 0 to 1, and what they show.</summary>
internal sealed record Digits(Tensor Images, Tensor Labels)
{
    public int Count => Images.Shape[0];

    public static (Digits Learned, Digits HeldOut) Read(string path, int heldOut)
    {
        using var reader = new StreamReader(new GZipStream(File.OpenRead(path), CompressionMode.Decompress));
        var pixels = new List<double>();
        var labels = new List<long>();
        while (reader.ReadLine() is { } line)
        {
            var columns = Array.ConvertAll(line.Split(','), int.Parse);
            pixels.AddRange(columns[..64].Select(pixel => pixel / 16.0));
            labels.Add(columns[64]);
        }

        int learned = labels.Count - heldOut;
        var (images, names) = (Tensor.From(pixels.ToArray(), labels.Count, 64), Tensor.From(labels.ToArray()));
        return (new(images[..learned], names[..learned]), new(images[learned..], names[learned..]));
    }

    public Digits Choose(Random random, int count)
    {
        var rows = new long[count];
        foreach (ref long row in rows.AsSpan())
            row = random.Next(Count);
        Tensor chosen = Tensor.From(rows);
        return new(Images[chosen], Labels[chosen]);
    }
}

/// <summary>The gradient of <see cref="Network.Loss"/>, written by hand: backpropagation with loops over numbers.</summary>
internal static class Backpropagation
{
    public static Network Gradient(Network network, Digits digits)
    {
        int n = digits.Count;
        var x = digits.Images.ToArray<double>();
        var labels = digits.Labels.ToArray<long>();
        var (w1, b1, w2, b2) = (network.W1.ToArray<double>(), network.B1.ToArray<double>(), network.W2.ToArray<double>(), network.B2.ToArray<double>());
        var (dw1, db1, dw2, db2) = (new double[64 * 128], new double[128], new double[128 * 10], new double[10]);
        double[] hidden = new double[128], delta = new double[10];
        for (int row = 0; row < n; row++)
        {
            for (int j = 0; j < 128; j++)
            {
                double z = b1[j];
                for (int i = 0; i < 64; i++)
                    z += x[row * 64 + i] * w1[i * 128 + j];
                hidden[j] = Math.Tanh(z);
            }

            // δ₂ = (p − y) / n with p = softmax(z₂)
            for (int k = 0; k < 10; k++)
            {
                double z = b2[k];
                for (int j = 0; j < 128; j++)
                    z += hidden[j] * w2[j * 10 + k];
                delta[k] = Math.Exp(z);
            }

            double total = delta.Sum();
            for (int k = 0; k < 10; k++)
            {
                delta[k] = (delta[k] / total - (k == labels[row] ? 1 : 0)) / n;
                db2[k] += delta[k];
            }

            // ∂L/∂W₂ = hᵀδ₂,  δ₁ = δ₂W₂ᵀ ∘ (1 − h²),  ∂L/∂W₁ = xᵀδ₁
            for (int j = 0; j < 128; j++)
            {
                double back = 0;
                for (int k = 0; k < 10; k++)
                {
                    dw2[j * 10 + k] += hidden[j] * delta[k];
                    back += delta[k] * w2[j * 10 + k];
                }

                back *= 1 - hidden[j] * hidden[j];
                db1[j] += back;
                for (int i = 0; i < 64; i++)
                    dw1[i * 128 + j] += x[row * 64 + i] * back;
            }
        }

        return new(Tensor.From(dw1, 64, 128), db1, Tensor.From(dw2, 128, 10), db2);
    }
}

/// <summary>The whole lesson, in the order in which it happens.</summary>
internal static class Lesson
{
    private const int HeldOut = 360, Batch = 64, Points = 200;

    public static int Run(int steps, int seed, DirectoryInfo folder)
    {
        var clock = Stopwatch.StartNew();
        string data = Path.Combine(AppContext.GetData("EntryPointFileDirectoryPath") as string ?? "samples", "data", "digits.csv.gz");
        var (learned, heldOut) = Digits.Read(data, HeldOut);
        folder.Create();
        var random = new Random(seed);
        var network = Network.Random(random);

        double difference = FirstGradient(network, learned.Choose(random, Batch));
        bool right = difference <= 1e-10;
        Row("gradient", $"max |Δ| = {difference:0.0e+00} from backpropagation by hand {Mark(right)}");

        var curve = new List<(double Step, double Learned, double HeldOut)>();
        network = Learn(network, learned, heldOut, random, steps, curve);
        Row("steps", $"{steps:N0} of {Batch} digits in {clock.Elapsed.TotalSeconds:0.0} s");

        var read = Predictions(network, heldOut);
        var labels = heldOut.Labels.ToArray<long>();
        var misread = Enumerable.Range(0, HeldOut).Where(i => read[i] != labels[i]).ToArray();
        Row("held out", $"{HeldOut - misread.Length} of {HeldOut} read right: {100.0 * (HeldOut - misread.Length) / HeldOut:0.0} %");

        string parameters = Path.Combine(folder.FullName, "network.npz");
        Npz.SaveTree(parameters, network);
        bool same = Predictions(Npz.LoadTree(parameters, network), heldOut).SequenceEqual(read);
        Row("parameters", $"{parameters} {(same ? "reads the same after loading" : "READS OTHERWISE after loading")} {Mark(same)}");

        Row("loss curve", Pictures.Curve(Path.Combine(folder.FullName, "loss.png"), curve));
        Row("misread", Pictures.Misread(Path.Combine(folder.FullName, "misread.png"), heldOut, misread, read));
        Row("memory", $"at most {Process.GetCurrentProcess().PeakWorkingSet64 >> 20} MiB resident");
        return right && same ? 0 : 1;
    }

    private static double FirstGradient(Network network, Digits batch)
    {
        var gradient = Grad<Network, Tensor, Tensor>(Network.Loss)(network, batch.Images, batch.Labels);
        var differences = Network.Combine(gradient, Backpropagation.Gradient(network, batch), (a, b) => Max(Abs(a - b)));
        return (double)Max(Stack([differences.W1, differences.B1, differences.W2, differences.B2]));
    }

    private static Network Learn(
        Network network, Digits learned, Digits heldOut, Random random, int steps, List<(double Step, double Learned, double HeldOut)> curve)
    {
        var learn = Jit<Adam, Tensor, Tensor, (Adam Next, Tensor Loss)>(Adam.Learn);
        var lossOf = Jit<Network, Tensor, Tensor, Tensor>(Network.Loss);
        var adam = Adam.Start(network, steps);
        int every = Math.Max(1, steps / Points);
        AnsiConsole.Progress().Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn()).Start(progress =>
        {
            var bar = progress.AddTask("learning", maxValue: steps);
            double sum = 0;
            for (int step = 1; step <= steps; step++)
            {
                var batch = learned.Choose(random, Batch);
                (adam, var loss) = learn(adam, batch.Images, batch.Labels);
                sum += (double)loss;
                if (step % every != 0)
                    continue;
                curve.Add((step, sum / every, (double)lossOf(adam.Network, heldOut.Images, heldOut.Labels)));
                bar.Description = $"loss {sum / every:0.0000}";
                bar.Value = step;
                sum = 0;
            }

            bar.Value = steps;
        });
        return adam.Network;
    }

    private static long[] Predictions(Network network, Digits digits) => ArgMax(network.Logits(digits.Images), 1).ToArray<long>();

    private static char Mark(bool holds) => holds ? '✓' : '✗';

    private static void Row(string name, string value) => Console.WriteLine($"{name,-12}{value}");
}

/// <summary>What is seen of a lesson.</summary>
internal static class Pictures
{
    public static string Curve(string path, List<(double Step, double Learned, double HeldOut)> curve)
    {
        using var plot = new Plot();
        Add("learned digits", point => point.Learned);
        Add("held-out digits", point => point.HeldOut);
        plot.Title("Cross-entropy");
        plot.XLabel("step");
        plot.YLabel("log₁₀ of the loss");
        plot.ShowLegend(Alignment.UpperRight);
        plot.SavePng(path, 800, 500);
        return path;

        void Add(string name, Func<(double Step, double Learned, double HeldOut), double> loss)
        {
            var line = plot.Add.ScatterLine(
                curve.Select(point => point.Step).ToArray(), curve.Select(point => Math.Log10(Math.Max(loss(point), 1e-12))).ToArray());
            line.LegendText = name;
            line.LineWidth = 2;
        }
    }

    public static string Misread(string path, Digits digits, int[] misread, long[] read)
    {
        if (misread.Length == 0)
            return "none";
        var shown = misread[..Math.Min(misread.Length, 24)];
        int columns = Math.Min(shown.Length, 6), rows = (shown.Length + columns - 1) / columns;
        var labels = digits.Labels.ToArray<long>();
        var grid = new Multiplot();
        grid.AddPlots(shown.Length);
        grid.Layout = new ScottPlot.MultiplotLayouts.Grid(rows, columns);
        for (int i = 0; i < shown.Length; i++)
        {
            var pixels = digits.Images[shown[i]].ToArray<double>();
            var picture = new double[8, 8];
            Buffer.BlockCopy(pixels, 0, picture, 0, 64 * sizeof(double));
            var plot = grid.GetPlot(i);
            plot.Add.Heatmap(picture).Colormap = new ScottPlot.Colormaps.GrayscaleReversed();
            plot.Axes.SquareUnits();
            plot.HideAxesAndGrid();
            plot.Title($"{labels[shown[i]]} read as {read[shown[i]]}");
        }

        grid.SavePng(path, columns * 150, rows * 170);
        return path;
    }
}
