// Reads handwritten digits: a network of 64, 128 and 10 units learns 1,437 of them and is asked about 360 of other writers.
//
//     dotnet run samples/digits.cs
//     dotnet run samples/digits.cs -- --steps 100000 --seed 7 --out artifacts/digits
//
// It never looks at a digit twice in the same way: each time the digit is shifted, turned, slanted and stretched at random. That, the
// gradient, the optimizer (tensors in records) and the compiled step around the three are Covector.

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
using System.Text;
using Covector;
using Covector.IO;
using ScottPlot;
using ScottPlot.Colormaps;
using ScottPlot.TickGenerators;
using Spectre.Console;
using static Covector.Functions;
using static Covector.Transforms;

Console.OutputEncoding = new UTF8Encoding(false);
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;

var steps = new Option<int>("--steps") { DefaultValueFactory = _ => Lesson.Steps, Description = "How often the network learns." };
var seed = new Option<int>("--seed") { DefaultValueFactory = _ => 1, Description = "The seed of everything random." };
var folder = new Option<DirectoryInfo>("--out") { DefaultValueFactory = _ => new("artifacts/digits"), Description = "For the results." };
var fold = new Option<int?>("--fold") { Description = "Learns three quarters and asks about this one (1 to 4), for choosing constants." };
fold.AcceptOnlyFromAmong("1", "2", "3", "4");
steps.Validators.Add(option =>
{
    if (option.Tokens is [var token] && !(int.TryParse(token.Value, out int count) && count > 0))
        option.AddError($"--steps: '{token.Value}' is no number of steps; expected a whole number from 1.");
});
folder.Validators.Add(option =>
{
    try
    {
        option.GetValueOrDefault<DirectoryInfo>().Create();
    }
    catch (Exception e) when (e is IOException or UnauthorizedAccessException)
    {
        option.AddError($"--out: {e.Message}");
    }
});

var command = new RootCommand("Learns to read handwritten digits.") { steps, seed, folder, fold };
command.SetAction(parsed => Lesson.Run(parsed.GetValue(steps), parsed.GetValue(seed), parsed.GetValue(fold), parsed.GetValue(folder)!));
return command.Parse(args).Invoke();

/// <summary>softmax(tanh(x W₁ + b₁) W₂ + b₂), for rows x of pixels.</summary>
[Tree]
internal sealed partial record Network(Tensor W1, Tensor B1, Tensor W2, Tensor B2)
{
    public static Network Random(Random random) => new(
        Normal(random, 64, 128) / Math.Sqrt(64), Tensor.Zeros([128]), Normal(random, 128, 10) / Math.Sqrt(128), Tensor.Zeros([10]));

    public Tensor Logits(Tensor images) => MatMul(Tanh(MatMul(images, W1) + B1), W2) + B2;

    /// <summary>
    /// The divergence Σ t log(t / p) of the probabilities p that the network gives from those it should give, on average: 0.91 to the
    /// right digit and 0.01 to each other one. A network that may never be quite certain reads other writers better.
    /// </summary>
    public static Tensor Loss(Network network, Digits digits)
    {
        var targets = 0.9 * OneHot(digits.Labels, 10) + 0.01;
        return (targets * (Log(targets) - LogSoftmax(network.Logits(digits.Images)))).Sum() / digits.Count;
    }

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

/// <summary>Digits as other hands could have written them.</summary>
internal sealed class Distortion
{
    // An affine map, close to the identity, takes a place (y, x, 1), counted from the middle of the image, to a row and a column.
    private readonly Tensor identity = [[1, 0, 3.5], [0, 1, 3.5]];
    private readonly Tensor spread = [[0.15, 0.25, 0.7], [0.25, 0.15, 0.7]];
    private readonly Tensor lines = Tensor.Arange(0.0, 8)[.., Slice.NewAxis];
    private readonly Tensor places;

    public Distortion()
    {
        var middle = Tensor.Arange(-3.5, 4);
        places = Stack([Repeat(middle, 8, 0), Tile(middle, 8), Tensor.Ones([64])]);
    }

    /// <summary>Six numbers from −1 to 1 for each of some digits.</summary>
    public static Tensor Numbers(Random random, int count)
    {
        var numbers = new double[count * 6];
        foreach (ref double number in numbers.AsSpan())
            number = 2 * random.NextDouble() - 1;
        return Tensor.From(numbers, count, 2, 3);
    }

    /// <summary>The digits, each distorted by the map that its numbers choose.</summary>
    public Digits Apply(Digits digits, Tensor numbers) => digits with { Images = Vmap(Look)(digits.Images, identity + spread * numbers) };

    /// <summary>Pixels that lie between pixels: yₚ = Σᵢⱼ w(rowₚ − i) w(columnₚ − j) xᵢⱼ, 0 outside of the image.</summary>
    private Tensor Look(Tensor image, Tensor map)
    {
        var at = MatMul(map, places);
        return Sum(MatMul(image.Reshape(8, 8).T, Weights(at[0])) * Weights(at[1]), 0);
    }

    /// <summary>Linear interpolation between the lines of pixels: w(d) = max(0, 1 − |d|).</summary>
    private Tensor Weights(Tensor at) => Maximum(1 - Abs(at - lines), 0);
}

/// <summary>The network and the two moving averages of Adam, with a rate that falls to zero along half a cosine.</summary>
[Tree]
internal sealed partial record Adam(Network Network, Network Mean, Network Square, Tensor Step, int Steps)
{
    private const double Rate = 0.02, Decay = 0.02;

    public static Adam Start(Network network, int steps)
    {
        var zeros = Network.Combine(network, network, (p, _) => Tensor.ZerosLike(p));
        return new(network, zeros, zeros, 0.0, steps);
    }

    public static (Adam Next, Tensor Loss) Learn(Adam adam, Digits digits)
    {
        var (loss, gradient) = ValueAndGrad(Network.Loss)(adam.Network, digits);
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

/// <summary>Digits: rows of 64 pixels from 0 to 1, and what they show.</summary>
[Tree]
internal sealed partial record Digits(Tensor Images, Tensor Labels)
{
    public int Count => Images.Shape[0];

    public Digits this[Slice rows] => new(Images[rows], Labels[rows]);

    public static Digits Read(string path)
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

        return new(Tensor.From(pixels.ToArray(), labels.Count, 64), Tensor.From(labels.ToArray()));
    }

    public static Digits Join(Digits first, Digits second) =>
        new(Concatenate([first.Images, second.Images]), Concatenate([first.Labels, second.Labels]));

    public Digits Choose(Random random, int count)
    {
        var rows = new long[count];
        foreach (ref long row in rows.AsSpan())
            row = random.Next(Count);
        return this[Tensor.From(rows)];
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
        var (w1, b1) = (network.W1.ToArray<double>(), network.B1.ToArray<double>());
        var (w2, b2) = (network.W2.ToArray<double>(), network.B2.ToArray<double>());
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

            // δ₂ = (p − t) / n with p = softmax(z₂)
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
                delta[k] = (delta[k] / total - (k == labels[row] ? 0.91 : 0.01)) / n;
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

/// <summary>The loss after some steps, on what is learned and on what is asked.</summary>
internal readonly record struct Point(int Step, double Learned, double HeldOut);

/// <summary>The whole lesson, in the order in which it happens.</summary>
internal static class Lesson
{
    // These, the constants of Adam and the spread of the distortions were chosen with --fold: the held-out digits had no say.
    public const int Steps = 10_000, Batch = 64;

    private const int HeldOut = 360, Points = 200;
    private const double Expected = 0.965;

    public static int Run(int steps, int seed, int? fold, DirectoryInfo folder)
    {
        var clock = Stopwatch.StartNew();
        var (learned, heldOut) = Parts(fold);
        var random = new Random(seed);
        var network = Network.Random(random);

        double difference = FirstGradient(network, learned.Choose(random, Batch));
        bool right = difference <= 1e-10;
        Row("gradient", $"max |Δ| = {difference:0.0e+00} from backpropagation by hand {Mark(right)}");

        var curve = new List<Point>();
        Watch(steps, show => network = Learn(network, learned, heldOut, random, steps, point =>
        {
            curve.Add(point);
            show(point);
        }));
        Row("steps", $"{steps:N0} of {Batch} digits, {clock.Elapsed.TotalSeconds:0.0} s");

        var read = Predictions(network, heldOut);
        var labels = heldOut.Labels.ToArray<long>();
        var misread = Enumerable.Range(0, heldOut.Count).Where(i => read[i] != labels[i]).ToArray();
        int count = heldOut.Count - misread.Length;
        bool isExpected = fold is null && steps >= Steps, good = count >= Expected * heldOut.Count;
        string expected = isExpected ? $", at least {Expected:0.0 %} expected {Mark(good)}" : "";
        Row("held out", $"{count} of {heldOut.Count} read right: {(double)count / heldOut.Count:0.0 %}{expected}");

        string parameters = Path.Combine(folder.FullName, "network.npz");
        Npz.SaveTree(parameters, network);
        bool same = Predictions(Npz.LoadTree(parameters, network), heldOut).SequenceEqual(read);
        Row("parameters", $"{parameters} {(same ? "reads the same after loading" : "READS OTHERWISE after loading")} {Mark(same)}");

        Row("loss curve", Pictures.Curve(Path.Combine(folder.FullName, "loss.png"), curve));
        Row("misread", Pictures.Misread(Path.Combine(folder.FullName, "misread.png"), heldOut, misread, read));
        Row("memory", $"at most {Process.GetCurrentProcess().PeakWorkingSet64 >> 20} MiB resident");
        return right && same && (good || !isExpected) ? 0 : 1;
    }

    /// <summary>The digits that are learned and those that are asked: the last ones, or a quarter of the others.</summary>
    private static (Digits Learned, Digits HeldOut) Parts(int? fold)
    {
        string here = AppContext.GetData("EntryPointFileDirectoryPath") as string ?? "samples";
        var all = Digits.Read(Path.Combine(here, "data", "digits.csv.gz"));
        var learned = all[..^HeldOut];
        if (fold is not { } quarter)
            return (learned, all[^HeldOut..]);
        int start = (quarter - 1) * learned.Count / 4, end = quarter * learned.Count / 4;
        return (Digits.Join(learned[..start], learned[end..]), learned[start..end]);
    }

    /// <summary>How far the gradient, step by step and compiled, is from the one by hand.</summary>
    private static double FirstGradient(Network network, Digits batch)
    {
        var (gradient, hand) = (Grad(Network.Loss), Backpropagation.Gradient(network, batch));
        return Math.Max(Distance(gradient(network, batch)), Distance(Jit(gradient)(network, batch)));

        double Distance(Network other)
        {
            var differences = Network.Combine(other, hand, (a, b) => Max(Abs(a - b)));
            return (double)Max(Stack([differences.W1, differences.B1, differences.W2, differences.B2]));
        }
    }

    private static Network Learn(Network network, Digits learned, Digits heldOut, Random random, int steps, Action<Point> report)
    {
        var distortion = new Distortion();
        var learn = Jit((Adam adam, Digits digits, Tensor numbers) => Adam.Learn(adam, distortion.Apply(digits, numbers)));
        var lossOf = Jit<Network, Digits, Tensor>(Network.Loss);
        var adam = Adam.Start(network, steps);
        int every = Math.Max(1, steps / Points), last = 0;
        double sum = 0;
        report(new(0, (double)lossOf(network, learned), (double)lossOf(network, heldOut)));
        for (int step = 1; step <= steps; step++)
        {
            (adam, var loss) = learn(adam, learned.Choose(random, Batch), Distortion.Numbers(random, Batch));
            sum += (double)loss;
            if (step % every != 0 && step != steps)
                continue;
            report(new(step, sum / (step - last), (double)lossOf(adam.Network, heldOut)));
            (sum, last) = (0, step);
        }

        return adam.Network;
    }

    /// <summary>Shows how far a lesson is: with a bar on a terminal, otherwise with a line for each tenth.</summary>
    private static void Watch(int steps, Action<Action<Point>> lesson)
    {
        if (AnsiConsole.Profile.Capabilities is { Ansi: true, Interactive: true } && !Console.IsOutputRedirected)
        {
            var progress = AnsiConsole.Progress();
            progress.Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn());
            progress.Start(context =>
            {
                var bar = context.AddTask("loss", maxValue: steps);
                lesson(point => (bar.Value, bar.Description) = (point.Step, $"loss {point.Learned:0.000}"));
            });
            return;
        }

        long tenths = 0;
        lesson(point =>
        {
            if (point.Step * 10L / steps == tenths)
                return;
            tenths = point.Step * 10L / steps;
            Row($"{tenths}0 %", $"loss {point.Learned:0.000}, on held-out digits {point.HeldOut:0.000}");
        });
    }

    private static long[] Predictions(Network network, Digits digits) => ArgMax(network.Logits(digits.Images), 1).ToArray<long>();

    private static char Mark(bool holds) => holds ? '✓' : '✗';

    private static void Row(string name, string value) => Console.WriteLine($"{name,-12}{value}");
}

/// <summary>What is seen of a lesson.</summary>
internal static class Pictures
{
    private static readonly ScottPlot.Color
        Ink = ScottPlot.Color.FromHex("#24292f"), Gray = ScottPlot.Color.FromHex("#9aa4af"),
        Pale = ScottPlot.Color.FromHex("#d8dee4"), Faint = ScottPlot.Color.FromHex("#f0f2f4"), Blue = ScottPlot.Color.FromHex("#0969da");

    // Where there is no font of Windows or macOS, ScottPlot takes the first one installed, with serifs more often than not.
    static Pictures()
    {
        var families = SkiaSharp.SKFontManager.Default.GetFontFamilies();
        Fonts.Default = Array.Find(families, family => family.EndsWith("Sans", StringComparison.Ordinal)) ?? Fonts.Sans;
    }

    private static string Note => Fonts.Default.Length == 0 ? ", without text: no font is installed" : "";

    public static string Curve(string path, List<Point> curve)
    {
        using var plot = new Plot();
        Add("digits that are learned, distorted", Gray, point => point.Learned);
        Add("held-out digits, as they are", Blue, point => point.HeldOut);
        plot.Title("How well the network reads", 20);
        plot.XLabel("step", 15);
        plot.YLabel("loss", 15);
        plot.Axes.Margins(0, 0.05);
        plot.Axes.Left.TickGenerator = new NumericAutomatic
        {
            IntegerTicksOnly = true,
            LabelFormatter = exponent => "10" + string.Concat($"{exponent:0}".Select(c => c == '-' ? '⁻' : "⁰¹²³⁴⁵⁶⁷⁸⁹"[c - '0'])),
            MinorTickGenerator = new LogMinorTickGenerator(),
        };
        plot.Axes.Bottom.TickGenerator = new NumericAutomatic { IntegerTicksOnly = true, LabelFormatter = step => $"{step:N0}" };
        plot.Axes.Bottom.TickLabelStyle.FontSize = plot.Axes.Left.TickLabelStyle.FontSize = 14;
        plot.Axes.Color(Ink);
        plot.Axes.Right.FrameLineStyle.Width = plot.Axes.Top.FrameLineStyle.Width = 0;
        plot.Axes.Right.MinimumSize = 40; // for half of the last step's number
        (plot.Grid.MajorLineColor, plot.Grid.YAxisStyle.MinorLineStyle.Color, plot.Grid.YAxisStyle.MinorLineStyle.Width) = (Pale, Faint, 1);
        var legend = plot.ShowLegend(Alignment.UpperRight);
        (legend.FontSize, legend.OutlineColor, legend.ShadowColor) = (14, Pale, Colors.Transparent);
        plot.SavePng(path, 1000, 600);
        return path + Note;

        void Add(string name, ScottPlot.Color color, Func<Point, double> loss)
        {
            // The axis is logarithmic: what is drawn are exponents of ten.
            var line = plot.Add.ScatterLine(
                curve.ConvertAll(point => (double)point.Step), curve.ConvertAll(point => Math.Log10(Math.Max(loss(point), 1e-12))), color);
            (line.LegendText, line.LineWidth) = (name, 2);
        }
    }

    public static string Misread(string path, Digits digits, int[] misread, long[] read)
    {
        const int Columns = 6, Width = 10, Height = 12;
        var shown = misread[..Math.Min(misread.Length, 24)];
        int rows = Math.Max(1, (shown.Length + Columns - 1) / Columns);
        var labels = digits.Labels.ToArray<long>();
        using var plot = new Plot();
        for (int i = 0; i < shown.Length; i++)
        {
            // A digit is 8 wide and 8 high; what it is and what was read stands above it.
            double left = i % Columns * Width, bottom = i / Columns * -Height;
            var heat = plot.Add.Heatmap(Pixels(digits.Images[shown[i]]));
            (heat.Colormap, heat.ManualRange) = (new GrayscaleReversed(), new(0, 1));
            heat.Position = new(left + 0.5, left + 7.5, bottom + 0.5, bottom + 7.5); // of the pixels' middles
            var frame = plot.Add.Rectangle(left, left + 8, bottom, bottom + 8);
            (frame.FillColor, frame.LineColor) = (Colors.Transparent, Gray);
            Write($"{labels[shown[i]]} read as {read[shown[i]]}", left + 4, bottom + 9.2, 15);
        }

        double middle = Columns * Width / 2.0 - 1, top = Height + 3;
        string some = shown.Length < misread.Length ? $"; the first {shown.Length}" : "";
        Write($"{misread.Length} of {digits.Count} held-out digits are misread{some}", middle, Height + 1, 20, bold: true);
        plot.Axes.SetLimits(-2, Columns * Width, -2 - (rows - 1) * Height, top);
        plot.Layout.Frameless();
        plot.HideGrid();
        plot.SavePng(path, (Columns * Width + 2) * 15, ((rows - 1) * Height + 2 + (int)top) * 15);
        return path + Note;

        void Write(string text, double x, double y, int size, bool bold = false)
        {
            var label = plot.Add.Text(text, x, y);
            (label.LabelAlignment, label.LabelFontSize, label.LabelFontColor, label.LabelBold) = (Alignment.MiddleCenter, size, Ink, bold);
        }
    }

    private static double[,] Pixels(Tensor image)
    {
        var pixels = new double[8, 8];
        Buffer.BlockCopy(image.ToArray<double>(), 0, pixels, 0, 64 * sizeof(double));
        return pixels;
    }
}
