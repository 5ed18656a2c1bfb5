using System.Diagnostics;
using System.Globalization;

namespace Covector;

/// <summary>The exceptions that operations throw, each with what was wrong, with what, what was expected and what to write instead.</summary>
[StackTraceHidden]
internal static class Error
{
    public static ShapeMismatchException AxisOutOfRange(string operation, int axis, Shape shape) => new(
        shape.Rank == 0
            ? $"{operation}: axis {axis} is out of range: the shape is [], a scalar, which has no axes."
            : $"{operation}: axis {axis} is out of range for the shape {shape}; valid axes are {-shape.Rank} to {shape.Rank - 1}.");

    public static ShapeMismatchException Broadcast(string operation, Shape left, Shape right, int axisFromEnd) => new(
        $"{operation}: the shapes {left} and {right} cannot be broadcast together: axis {-axisFromEnd} has the lengths "
        + $"{left[^axisFromEnd]} and {right[^axisFromEnd]}; they must be equal or one of them 1.");

    public static ShapeMismatchException Shapes(string operation, string message) => new($"{operation}: {message}");

    public static DTypeMismatchException DTypes(string operation, DType got, string expected) => new(
        $"{operation}: the operand is {got}; expected {expected}.");

    public static DTypeMismatchException DTypeMessage(string operation, string message) => new($"{operation}: {message}");

    /// <summary>An axis, or several taken together, with more elements than an axis can have.</summary>
    public static ShapeMismatchException TooLong(string operation, Shape shape, Int128 length) => new(
        $"{operation}: the result for the shape {shape} would need an axis of {length} elements; an axis has at most {int.MaxValue}.");

    public static ShapeMismatchException NegativeCount(string operation, string what, int count) => new(
        $"{operation}: the {what} is {count}; expected 0 or more.");

    public static DTypeMismatchException LiteralDoesNotFit(double value, DType dtype) => new(string.Create(
        CultureInfo.InvariantCulture,
        $"The number {value} does not fit into {dtype}, the element type of the tensor that it meets. Convert the tensor first, with "
        + $"AsType(DType.{(Math.Abs(value) < 9.2e18 ? DType.Int64 : DType.Float64)})."));

    public static IndexOutOfBoundsException IndexOutsideOfItsAxis(string operation) => new(
        $"{operation}: one of several indices is outside of its axis. Index one axis at a time to see which, as with x[i][.., j].");

    public static IndexOutOfBoundsException IndexOutOfBounds(string operation, long index, long length, string hint) => new(
        $"{operation}: the index {index} is outside of an axis of length {length}. Indices run from 0 to {length - 1}{hint}.");

    public static NotDifferentiableException NotLinear(Primitive primitive) => new(
        $"Transpose: '{primitive.Name}' is not linear in the operand whose cotangent is asked for. "
        + "LinearTranspose needs a function that is linear in its argument; for any other function use Vjp.");

    public static NonScalarOutputException NonScalarOutput(string transformation, Shape shape)
    {
        string hint = shape.Size == 1
            ? $"Return a scalar: y.Reshape() turns {shape} into []{(shape.Rank == 1 ? ", and so does y[0]" : "")}."
            : "Reduce it to a scalar first, as with y.Sum(), or take all derivatives with "
                + $"Jacobian(f){(shape is { Rank: 1, Size: > 0 } ? ", or those of one entry with y[0]" : "")}.";
        return new($"{transformation}: the function returned a tensor of shape {shape}; a gradient needs a scalar, of shape []. {hint}");
    }

    public static DTypeMismatchException NonFloatingOutput(string transformation, TensorType type) => new(
        $"{transformation}: the function returned {type}, which has no derivative; expected Float32 or Float64. "
        + "Do not round or compare the result before returning it.");

    public static DTypeMismatchException NotFloatingInput(string transformation, string path, TensorType type) => new(
        $"{transformation}: the argument '{path}' is {type}; a derivative needs Float32 or Float64. "
        + $"Convert it with {path}.AsType(DType.Float64), or make it a further argument that is not differentiated.");

    public static ShapeMismatchException TangentShape(string transformation, string what, string path, TensorType actual, TensorType expected) => new(
        $"{transformation}: the {what} of '{path}' is {actual}; expected {expected}, the shape of '{path}'.");

    public static DTypeMismatchException TangentDType(string transformation, string what, string path, TensorType actual, TensorType expected) => new(
        $"{transformation}: the {what} of '{path}' is {actual}; expected {expected}. Convert it with AsType(DType.{expected.DType}).");

    public static EscapedTracerException EscapedAfterEnd(Tracer tracer, Tensor tensor, string use) => new(
        $"{use}: a traced tensor {tensor.Type}, {tracer.Origin} of {tracer.Trace.Origin}, is used after that function has returned. "
        + "Return it from the function (as an output or auxiliary output) instead of storing it in a variable outside. "
        + "A static field is initialized where it is first used: use it once before the function.");

    public static EscapedTracerException EscapedToThread(Tracer tracer, Tensor tensor, string use) => new(
        $"{use}: a traced tensor {tensor.Type}, {tracer.Origin} of {tracer.Trace.Origin}, is used on thread "
        + $"{Environment.CurrentManagedThreadId} but belongs to thread {tracer.Trace.ThreadId}. "
        + "A function is traced on one thread; start threads outside of it, each with its own call of the transformation.");

    public static EscapedTracerException EscapedFromScope(Tracer tracer, Tensor tensor, string use) => new(
        $"{use}: a traced tensor {tensor.Type}, {tracer.Origin} of {tracer.Trace.Origin}, is used outside of that function. "
        + "Return it from the function instead of storing it in a variable outside.");

    public static ConcretizationException NoValueWhileStaging(StageTracer tracer, string purpose) => new(
        $"{purpose}: {tracer.Origin} {tracer.Variable.Type}{ComputedFrom(tracer.Arguments)} has no value while {tracer.Trace.Origin} is "
        + "traced; only its shape and "
        + "element type are known. Use Where(condition, a, b) to choose between values, "
        + "or pass the value as a plain C# number or bool, which is a static part of the arguments.");

    public static ConcretizationException NoValueWhileBatching(BatchTracer tracer, string purpose) => new(
        $"{purpose}: {tracer.Origin} of {tracer.Trace.Origin} stands for {tracer.Value.Shape[tracer.Axis]} values, one for each element "
        + "of the batch. Use Where(condition, a, b) to choose between values.");

    /// <summary>So many of a thing, in words of a message: <c>1 element</c>, <c>2 elements</c>.</summary>
    public static string Count(long count, string one, string? many = null) =>
        FormattableString.Invariant($"{count} {(count == 1 ? one : many ?? one + "s")}");

    private static string ComputedFrom(IReadOnlyList<string> arguments) =>
        arguments.Count == 0 ? "" : $", computed from '{string.Join("', '", arguments)}',";
}
