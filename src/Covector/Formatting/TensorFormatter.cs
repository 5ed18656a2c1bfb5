using System.Diagnostics;
using System.Globalization;
using System.Numerics;

namespace Covector.Formatting;

/// <summary>Writes tensors as text.</summary>
internal static class TensorFormatter
{
    private const int LongestDebuggerText = 160;

    public static string Text(Tensor tensor, string? format, IFormatProvider? provider) =>
        tensor.Tracer is { } tracer ? Traced(tensor, tracer)
        : tensor.Size == 0 ? $"[] {tensor.Type}"
        : Write(tensor, format, provider, PrintLimits.Default);

    /// <summary>One line: the type and the first elements.</summary>
    public static string DebuggerText(Tensor tensor)
    {
        if (tensor.Tracer is { } tracer)
            return Traced(tensor, tracer);
        if (tensor.Size == 0)
            return $"{tensor.Type} []";
        var line = new System.Text.StringBuilder($"{tensor.Type} ");
        foreach (char c in Write(tensor, null, null, PrintLimits.Debugger))
        {
            if (line.Length == LongestDebuggerText)
                return line.Append("...").ToString();
            char blank = c == '\n' ? ' ' : c;
            if (blank != ' ' || line[^1] is not (' ' or '['))
                line.Append(blank);
        }

        return line.ToString();
    }

    private static string Traced(Tensor tensor, Tracer tracer) => $"Tensor({tensor.Type}, {tracer.Origin} of {tracer.Trace.Origin})";

    private static string Write(Tensor tensor, string? format, IFormatProvider? provider, PrintLimits limits)
    {
        var shown = new ShownElements(tensor, limits);
        var words = tensor.DType switch
        {
            DType.Float64 => Floats(shown.Read<double>(), format, provider),
            DType.Float32 => Floats(shown.Read<float>(), format, provider),
            DType.Int64 => Formatted(shown.Read<long>(), format, provider),
            DType.Int32 => Formatted(shown.Read<int>(), format, provider),
            DType.Bool => TruthValues(shown.Read<bool>(), shown.Rank),
            _ => throw new UnreachableException($"There is no notation for {tensor.DType}."),
        };
        return BracketLayout.Write(shown, words, limits.LineWidth);

        string[] Floats<T>(T[] values, string? format, IFormatProvider? provider)
            where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
            !IsGeneral(format) ? Formatted(values, format, provider)
            : shown.Rank == 0 ? [FloatNotation.Scalar(values[0])]
            : FloatNotation.Column<T>(values);
    }

    /// <summary>Whether no particular format is asked for, as by <c>$"{x}"</c> or <c>"{0:G}"</c>.</summary>
    private static bool IsGeneral(string? format) => format is null or "" or "G" or "g";

    private static string[] Formatted<T>(T[] values, string? format, IFormatProvider? provider)
        where T : IFormattable
    {
        var words = new string[values.Length];
        int width = 0;
        for (int i = 0; i < words.Length; i++)
        {
            words[i] = values[i].ToString(format, provider ?? CultureInfo.InvariantCulture);
            width = Math.Max(width, words[i].Length);
        }

        for (int i = 0; i < words.Length; i++)
            words[i] = words[i].PadLeft(width);
        return words;
    }

    private static string[] TruthValues(bool[] values, int rank) =>
        Array.ConvertAll(values, value => value ? rank == 0 ? "True" : " True" : "False");
}
