namespace Covector;

/// <summary>How a tensor was written in C#, which decides the element type in which it meets another tensor.</summary>
internal enum LiteralKind : byte
{
    /// <summary>Not a literal: it keeps its element type.</summary>
    None,

    /// <summary>A number or a collection of numbers: it takes the element type of the tensor it meets, if that is of its kind or a wider one.</summary>
    Number,

    /// <summary>
    /// A number of type long, or a collection with one, that Int32 does not hold: a Number that must not meet an Int32 even where only its
    /// type is known.
    /// </summary>
    LargeNumber,

    /// <summary>A collection of whole numbers that Int32 holds: a Number of type Float64 that may also index.</summary>
    WholeNumbers,
}
