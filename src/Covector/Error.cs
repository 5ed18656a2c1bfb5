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
        + $"{left[^axisFromEnd]} and {right[^axisFromEnd]}; they must be equal or one of them 1.{MissingAxis(left, right)}");

    /// <summary>The advice for an operand that goes along the first axes of the other one: it lacks a last axis of length 1.</summary>
    private static string MissingAxis(Shape left, Shape right)
    {
        bool isLeft = left.Rank < right.Rank;
        var (few, many) = isLeft ? (left, right) : (right, left);
        if (few.Rank + 1 != many.Rank || few.Rank == 0)
            return "";
        for (int i = 0; i < few.Rank; i++)
            if (few[i] != many[i] && few[i] != 1 && many[i] != 1)
                return "";
        string operand = isLeft ? "x" : "y", side = isLeft ? "left" : "right";
        return $" Did you mean ExpandDims({operand}, {few.Rank}), of shape {few.Insert(few.Rank, 1)}, for the {side} operand?";
    }

    public static ShapeMismatchException Shapes(string operation, string message) => new($"{operation}: {message}");

    public static DTypeMismatchException DTypes(string operation, DType got, string expected) => new(
        $"{operation}: the operand is {got}; expected {expected}.");

    public static DTypeMismatchException DTypeMessage(string operation, string message) => new($"{operation}: {message}");

    /// <summary>An axis, or several taken together, with more elements than an axis can have.</summary>
    public static ShapeMismatchException TooLong(string operation, Shape shape, Int128 length) => new(
        $"{operation}: the result for the shape {shape} would need an axis of {length} elements; an axis has at most {int.MaxValue}.");

    public static ShapeMismatchException NegativeCount(string operation, string what, int count) => new(
        $"{operation}: the {what} is {count}; expected 0 or more.");

    public static DTypeMismatchException LiteralDoesNotFit(long? value, DType dtype) => new(
        $"The number{(value is null ? "" : " ")}{value} does not fit into {dtype}, the element type of the tensor that it meets. Convert the tensor "
        + $"first, with AsType(DType.{DType.Int64}).");

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
        $"{transformation}: the function returned {InWords(type)}, which has no derivative; expected Float32 or Float64. "
        + "Do not round or compare the result before returning it.");

    public static DTypeMismatchException NotFloatingInput(string transformation, string path, Tensor x)
    {
        var (what, instead) = x switch
        {
            { IsLiteral: true, IsConcrete: true, Rank: 0, DType: DType.Bool } => ($"the truth value {x}", "Write a number"),
            { IsLiteral: true, IsConcrete: true, Rank: 0 } => ($"the whole number {x}", $"Write {x}.0"),
            _ => (InWords(x.Type), "Convert it before the call, with AsType(DType.Float64)"),
        };
        return new(
            $"{transformation}: the argument '{path}' is {what}; a derivative needs Float32 or Float64. {instead}, "
            + "or make it a further argument that is not differentiated.");
    }

    public static ShapeMismatchException TangentShape(string transformation, string what, string path, TensorType actual, TensorType expected) => new(
        $"{transformation}: the {what} of '{path}' is {actual}; expected {expected}, the shape of '{path}'.");

    public static DTypeMismatchException TangentDType(string transformation, string what, string path, TensorType actual, TensorType expected) => new(
        $"{transformation}: the {what} of '{path}' is {InWords(actual)}; expected {InWords(expected)}. "
        + $"Convert it with AsType(DType.{expected.DType}).");

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
        + "traced; only its shape and element type are known. Use Where(condition, a, b) to choose between values, "
        + "Cond, While or Scan for branches and loops, DynamicSlice for a part that begins at it, Functions instead of Math, "
        + "or pass the value as a plain C# number or bool, which is a static part of the arguments.");

    public static ConcretizationException NoValueWhileBatching(BatchTracer tracer, string purpose) => new(
        $"{purpose}: {tracer.Origin} of {tracer.Trace.Origin} stands for {tracer.Value.Shape[tracer.Axis]} values, one for each element "
        + "of the batch. Use Where(condition, a, b) to choose between values, Cond, While or Scan for branches and loops, "
        + "Functions instead of Math.");

    /// <summary>So many of a thing, in words of a message: <c>1 element</c>, <c>2 elements</c>.</summary>
    public static string Count(long count, string one, string? many = null) =>
        FormattableString.Invariant($"{count} {(count == 1 ? one : many ?? one + "s")}");

    /// <summary>A type where element types are spoken of by their names: <c>Int64[2]</c>.</summary>
    private static string InWords(TensorType type) => $"{type.DType}{type.Shape}";

    private static string ComputedFrom(IReadOnlyList<string> arguments) =>
        arguments.Count == 0 ? "" : $", computed from '{string.Join("', '", arguments)}',";
}
