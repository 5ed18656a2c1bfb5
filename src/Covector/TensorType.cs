namespace Covector;

/// <summary>What is known of a tensor before it is computed: element type and shape. Prints as <c>f64[2, 3]</c>.</summary>
/// <param name="DType">The element type.</param>
/// <param name="Shape">The shape.</param>
public readonly record struct TensorType(DType DType, Shape Shape)
{
    /// <summary>The short form used in graphs and messages: <c>f64[2, 3]</c>.</summary>
    public override string ToString() => DType.ShortName + Shape;
}
