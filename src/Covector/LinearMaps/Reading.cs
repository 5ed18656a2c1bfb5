namespace Covector.LinearMaps;

/// <summary>A word or formula and the operation that it ends with, which decides where it needs parentheses.</summary>
internal readonly record struct Reading(string Text, char Operation = ' ')
{
    public const char Sum = '+', Product = '·', Kronecker = '⊗';

    /// <summary>The text as part of a sum (0), a product (1) or a Kronecker product (2).</summary>
    public string In(int within) => within switch
    {
        0 => Text,
        1 => Operation is Sum or Kronecker ? $"({Text})" : Text,
        _ => Operation != ' ' ? $"({Text})" : Text,
    };
}
