namespace Covector.Notation;

/// <summary>Greek letters and their names.</summary>
internal static class Greek
{
    private static readonly string[] _names =
    [
        "alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa", "lambda", "mu", "nu", "xi", "omicron", "pi",
        "rho", "varsigma", "sigma", "tau", "upsilon", "phi", "chi", "psi", "omega",
    ];

    private static readonly Dictionary<string, char> _letters = Letters();

    /// <summary>The name of a letter: <c>Δ</c> is <c>Delta</c>.</summary>
    public static string? NameOf(char letter) => letter switch
    {
        >= 'α' and <= 'ω' => _names[letter - 'α'],
        >= 'Α' and <= 'Ω' and not (char)0x3A2 => Capital(_names[letter - 'Α']),
        'ϵ' => "epsilon",
        'ϕ' => "phi",
        'ϑ' => "theta",
        _ => null,
    };

    public static char? LetterOf(string name) => _letters.TryGetValue(name, out char letter) ? letter : null;

    /// <summary>Capital letters that look like Latin ones have no command in LaTeX.</summary>
    public static bool HasCommand(string name) => _letters.TryGetValue(name, out char letter)
        && (letter is >= 'α' and <= 'ω' && name != "omicron" || "ΓΔΘΛΞΠΣΥΦΨΩ".Contains(letter, StringComparison.Ordinal));

    private static string Capital(string name) => char.ToUpperInvariant(name[0]) + name[1..];

    private static Dictionary<string, char> Letters()
    {
        var letters = new Dictionary<string, char>();
        for (char c = 'α'; c <= 'ω'; c++)
            letters[NameOf(c)!] = c;
        for (char c = 'Α'; c <= 'Ω'; c++)
        {
            if (NameOf(c) is { } name)
                letters[name] = c;
        }

        return letters;
    }
}
