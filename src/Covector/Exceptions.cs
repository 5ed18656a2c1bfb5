namespace Covector;

/// <summary>The base of all errors that this library raises on purpose.</summary>
public class CovectorException : Exception
{
    /// <summary>An error with a message that says what was expected and what to write instead.</summary>
    public CovectorException(string message) : base(message) { }
}

/// <summary>Two trees that should have the same structure do not.</summary>
public sealed class TreeMismatchException : CovectorException
{
    /// <summary>A mismatch; the message names the first path where the trees differ, and both sides.</summary>
    public TreeMismatchException(string message) : base(message) { }
}

/// <summary>A value was used as a tree but holds a type that is none.</summary>
public sealed class TreeTypeException : CovectorException
{
    /// <summary>A type that is no tree; the message names the type, its path and what to write.</summary>
    public TreeTypeException(string message) : base(message) { }
}
