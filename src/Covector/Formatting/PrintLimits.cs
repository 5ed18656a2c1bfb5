namespace Covector.Formatting;

/// <summary>How much of a tensor is printed, and how wide. The defaults are those of NumPy.</summary>
/// <param name="Threshold">More elements than this are summarized.</param>
/// <param name="EdgeItems">How many are shown at each end of a long axis in a summary.</param>
/// <param name="LineWidth">The columns of a line.</param>
internal readonly record struct PrintLimits(int Threshold, int EdgeItems, int LineWidth)
{
    public static PrintLimits Default => new(1000, 3, 75);

    /// <summary>For a line in a debugger window, where a tensor is one of many.</summary>
    public static PrintLimits Debugger => new(36, 3, int.MaxValue);
}
