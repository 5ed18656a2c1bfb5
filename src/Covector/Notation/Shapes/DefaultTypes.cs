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

    /// <summary>Changes the ranks to those that clear signs in the text give; true where one of them is of vectors or matrices.</summary>
    public static bool Guess(Formula formula, Dictionary<string, int> ranks)
    {
        bool hasVectors = false;
        foreach (var definition in formula.Definitions)
            hasVectors |= Visit(definition.Value, ranks);
        return Visit(formula.Body, ranks) || hasVectors;
    }

    private static bool Visit(Expression expression, Dictionary<string, int> ranks)
    {
        bool hasVectors =
            expression is Transpose or Hadamard or ElementwisePower or Call { Function: "ones" or "zeros" or "norm1" or "norm2" or "sum" };
        switch (expression)
        {
            case Transpose { Operand: Symbol symbol }:
                AtLeast(symbol, 1, ranks);
                break;
            case ElementwisePower { Base: Symbol symbol }:
                AtLeast(symbol, 1, ranks);
                break;
            case Section { Operand: Symbol symbol } section:
                AtLeast(symbol, section.Ranges.Count, ranks);
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
            case Power { Base: Symbol symbol }:
                AsScalar(symbol, ranks);
                if (expression is Power { Exponent: Symbol exponent })
                    AsScalar(exponent, ranks);
                break;
            case Quotient { Denominator: Symbol symbol }:
                AsScalar(symbol, ranks);
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
            hasVectors |= Visit(child, ranks);
        return hasVectors;
    }

    // x^2 and sin(x)/x are of a number x.
    private static void AsScalar(Symbol symbol, Dictionary<string, int> ranks)
    {
        if (ranks.TryGetValue(symbol.Name, out int guessed) && guessed == 1)
            ranks[symbol.Name] = 0;
    }

    private static void AtLeast(Symbol symbol, int rank, Dictionary<string, int> ranks)
    {
        if (ranks.TryGetValue(symbol.Name, out int guessed) && guessed < rank)
            ranks[symbol.Name] = rank;
    }
}
