namespace Covector.LinearMaps;

/// <summary>
/// What is known of a value while the pattern of a linear graph is found: for a linear value the columns on which each element depends; for
/// any other its elements, if they do not depend on the point.
/// </summary>
/// <param name="Type">The type of the value.</param>
/// <param name="Sets">One set for each element, null for the empty one; null if the value is not linear.</param>
/// <param name="Known">The elements, if they are known.</param>
internal sealed record AbstractTensor(TensorType Type, ColumnSet?[]? Sets, Tensor? Known)
{
    public static AbstractTensor Unknown(TensorType type) => new(type, null, null);

    public static AbstractTensor Of(Tensor value) => new(value.Type, null, value);

    public static AbstractTensor Of(TensorType type, ColumnSet?[] sets) => new(type, sets, null);

    public bool IsLinear => Sets is not null;

    /// <summary>The sets of a linear value; empty ones for any other.</summary>
    public ColumnSet?[] SetsOrEmpty => Sets ?? new ColumnSet?[Type.Shape.Size];
}
