namespace Covector.Tool;

/// <summary>What was given to the tool is not what it should be; the message says what to write instead.</summary>
internal sealed class InputException(string message) : Exception(message);
