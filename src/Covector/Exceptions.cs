namespace Covector;

/// <summary>The base of all exceptions that this library throws for wrong use of it.</summary>
public abstract class CovectorException(string message) : Exception(message);

/// <summary>Two trees differ in structure, or a value is no tree of tensors.</summary>
public sealed class TreeMismatchException(string message) : CovectorException(message);
