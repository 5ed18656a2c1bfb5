namespace Covector;

/// <summary>The base of all exceptions that this library throws for wrong use of it.</summary>
public abstract class CovectorException(string message) : Exception(message);

/// <summary>Shapes or axes do not fit the operation.</summary>
public sealed class ShapeMismatchException(string message) : CovectorException(message);

/// <summary>An element type does not fit the operation.</summary>
public sealed class DTypeMismatchException(string message) : CovectorException(message);

/// <summary>A value is needed while only its type is known: the function is being traced.</summary>
public sealed class ConcretizationException(string message) : CovectorException(message);

/// <summary>A traced tensor is used after its transformation has ended, or on another thread.</summary>
public sealed class EscapedTracerException(string message) : CovectorException(message);

/// <summary>The derivative asked for does not exist.</summary>
public sealed class NotDifferentiableException(string message) : CovectorException(message);

/// <summary>A gradient was asked of a function whose output is not a scalar.</summary>
public sealed class NonScalarOutputException(string message) : CovectorException(message);

/// <summary>Two trees differ in structure, or a value is no tree of tensors.</summary>
public sealed class TreeMismatchException(string message) : CovectorException(message);

/// <summary>The axes given to <c>Vmap</c> do not fit its arguments or results.</summary>
public sealed class BatchAxisException(string message) : CovectorException(message);

/// <summary>A value that must be finite is infinite or not a number.</summary>
public sealed class NonFiniteException(string message) : CovectorException(message);

/// <summary>An index lies outside of the axis that it points into.</summary>
public sealed class IndexOutOfBoundsException(string message) : CovectorException(message);

/// <summary>A compiled function is traced more often than its options allow.</summary>
public sealed class RetraceException(string message) : CovectorException(message);

/// <summary>A formula cannot be read, or its parts do not fit together. The message shows the place in the text.</summary>
public sealed class FormulaException : CovectorException
{
    internal FormulaException(string message, int position) : base(message) => Position = position;

    /// <summary>Where in the text the error begins, counted from 0; −1 where there is no text.</summary>
    public int Position { get; }
}
