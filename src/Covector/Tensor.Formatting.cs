using Covector.Formatting;

namespace Covector;

// Tensors as text.
public sealed partial class Tensor : IFormattable
{
    /// <summary>What the debugger shows of the tensor on one line.</summary>
    internal string DebuggerText => TensorFormatter.DebuggerText(this);

    /// <summary>
    /// The elements as NumPy prints them, independent of the culture: rows in brackets and aligned, up to 8 digits after the decimal point, only
    /// the ends of the axes above 1000 elements. A scalar shows all the digits that it takes to read it back, an empty tensor its type
    /// (<c>[] f64[0, 3]</c>). While traced: the type and where it comes from. Never throws.
    /// </summary>
    public override string ToString() => TensorFormatter.Text(this, null, null);

    /// <summary>The elements in the same layout, each number in the given format, as in <c>x.ToString("F3")</c> or <c>$"{x:E2}"</c>.</summary>
    /// <param name="format">A numeric format of .NET; null, empty or "G" for the notation of <see cref="ToString()"/>.</param>
    /// <param name="formatProvider">The culture of the format; without one, the invariant culture.</param>
    /// <exception cref="FormatException">The format is not one for the element type.</exception>
    public string ToString(string? format, IFormatProvider? formatProvider = null) => TensorFormatter.Text(this, format, formatProvider);
}
