namespace Covector;

/// <summary>A value was used as a tree but holds a type that is none. The message names the type, its path and what to write.</summary>
public sealed class TreeTypeException(string message) : CovectorException(message);
