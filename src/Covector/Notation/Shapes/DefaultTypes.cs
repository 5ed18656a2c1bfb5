namespace Covector.Notation;

/// <summary>What a variable is that nobody has declared: by its letter, and by how it is used.</summary>
internal static class DefaultTypes
{
    /// <summary>Capital letters are matrices; b and p to z vectors; other letters, Greek ones too, scalars.</summary>
    public static int ByLetter(string name)
    {
        // The differential of a variable is what the variable is.
        if (name.Length > 1 && name[0] == 'd' && char.IsAsciiLetterUpper(name[1]))
            return 2;
        if (Greek.LetterOf(name.TrimEnd('0', '1', '2', '3', '4', '5', '6', '7', '8', '9')) is { } greek)
            return char.IsUpper(greek) ? 2 : 0;
        return char.IsUpper(name[0]) ? 2 : name[0] is 'b' or >= 'p' and <= 'z' ? 1 : 0;
    }

    /// <summary>Of the variables, the ranks that their letters or clear signs in the text give them.</summary>
    public static void Guess(Formula formula, Dictionary<string, int> ranks)
    {
        foreach (var definition in formula.Definitions)
            Visit(definition.Value, ranks);
        Visit(formula.Body, ranks);
    }

    private static void Visit(Expression expression, Dictionary<string, int> ranks)
    {
        switch (expression)
        {
            case Transpose { Operand: Symbol symbol }:
                AtLeast(symbol, 1, ranks);
                break;
            case ElementwisePower { Base: Symbol symbol }:
                AtLeast(symbol, 1, ranks);
                break;
            case Entry { Operand: Symbol symbol } entry:
                AtLeast(symbol, entry.Indices.Count, ranks);
                break;
            case Call { Function: "tr" or "det" or "logdet" or "inv", Arguments: [Symbol symbol] }:
                AtLeast(symbol, 2, ranks);
                break;
            case Call { Function: "softmax" or "logsumexp" or "norm1" or "norm2" or "sum" or "mean" or "diag" or "vec" } call
                when call.Arguments[0] is Symbol symbol:
                AtLeast(symbol, 1, ranks);
                break;
            case Hadamard hadamard:
                foreach (var factor in hadamard.Factors)
                {
                    if (factor is Symbol symbol)
                        AtLeast(symbol, 1, ranks);
                }

                break;
            case Product product:
                for (int i = 1; i < product.Factors.Count; i++)
                {
                    // A scalar would stand before a matrix, not behind it.
                    bool followsMatrix = product.Factors[i - 1] is Transpose
                        || product.Factors[i - 1] is Symbol { Name: var before } && ranks.GetValueOrDefault(before, -1) == 2;
                    if (followsMatrix && product.Factors[i] is Symbol symbol)
                        AtLeast(symbol, 1, ranks);
                }

                break;
        }

        foreach (var child in expression.Children())
            Visit(child, ranks);
    }

    private static void AtLeast(Symbol symbol, int rank, Dictionary<string, int> ranks)
    {
        if (ranks.TryGetValue(symbol.Name, out int guessed) && guessed < rank)
            ranks[symbol.Name] = rank;
    }
}
