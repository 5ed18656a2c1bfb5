namespace Covector;

/// <summary>A file of tensors is truncated, corrupt, or holds something that is not supported. The message names the file, the entry and what is wrong.</summary>
public sealed class TensorFileException(string message) : CovectorException(message);
