using System.Globalization;

namespace Covector.Notation;

/// <summary>
/// The length of an axis in a formula: a letter, <c>n</c>, or a number, <c>3</c>. <see cref="One"/> is the axis of columns of a column
/// vector.
/// </summary>
internal readonly record struct Dimension(string Name)
{
    public static readonly Dimension One = new("1");

    public Dimension(int size) : this(size.ToString(CultureInfo.InvariantCulture))
    {
    }

    public bool IsOne => Name == "1";

    /// <summary>Its length, where the formula gives it as a number.</summary>
    public int? Size => int.TryParse(Name, NumberStyles.None, CultureInfo.InvariantCulture, out int size) ? size : null;

    public override string ToString() => Name;
}
