namespace Covector.Scalars;

/// <summary>The operations of the scalar IR; <see cref="ExprChecker"/> states the type rule of each.</summary>
internal enum Op : byte
{
    /// <summary>The operand of the program whose index is the payload.</summary>
    Input,
    /// <summary>A constant; the payload holds its bits (0 or 1 for Bool).</summary>
    Constant,

    Add,
    Subtract,
    Multiply,
    /// <summary>Quotient; of integers truncated toward zero, with a divisor that must not be 0 or −1.</summary>
    Divide,
    /// <summary>Remainder of integers with the sign of the dividend, with a divisor that must not be 0 or −1.</summary>
    Remainder,
    /// <summary>a·b + c with one rounding. Never made from a multiplication and an addition.</summary>
    FusedMultiplyAdd,
    Negate,
    Abs,
    Sqrt,
    Floor,
    Ceiling,
    /// <summary>To the nearest integer, halves to even.</summary>
    Round,
    Truncate,

    /// <summary>IEEE 754 minimum: NaN if either is, −0 below +0.</summary>
    Minimum,
    /// <summary>IEEE 754 maximum: NaN if either is, −0 below +0.</summary>
    Maximum,
    /// <summary>The machine's minimum: NaN when the second operand is NaN; otherwise for numbers, zeros of either sign being equal.</summary>
    MinimumNative,
    /// <summary>The machine's maximum: NaN when the second operand is NaN; otherwise for numbers, zeros of either sign being equal.</summary>
    MaximumNative,

    Less,
    LessOrEqual,
    Equal,
    NotEqual,

    And,
    Or,
    Xor,
    Not,
    /// <summary>The payload is the number of bits, which is below the width of the type.</summary>
    ShiftLeft,
    /// <summary>Shifts in copies of the sign; the payload is the number of bits.</summary>
    ShiftRightArithmetic,
    /// <summary>Shifts in zeros; the payload is the number of bits.</summary>
    ShiftRightLogical,

    /// <summary>The same bits read as the other type of that width.</summary>
    BitCast,
    /// <summary>Value conversion; floating point to integer truncates and saturates, NaN becomes 0.</summary>
    Convert,
    /// <summary>mask ? a : b, lane by lane.</summary>
    Select,
    /// <summary>mask ? slow(arguments) : fast. The payload is the <see cref="ScalarFunction"/> called for the few lanes in the mask.</summary>
    Rare,
}

/// <summary>Functions of one or two scalars that only <see cref="Op.Rare"/> lanes call.</summary>
internal enum ScalarFunction
{
    Sin,
    Cos,
    Tan,
    Remainder,
}
