namespace Covector.LinearMaps;

/// <summary>Letters for the arrays of a formula: matrices A, B, …, vectors d, e, …; one array keeps its letter.</summary>
internal sealed class MapNames
{
    private readonly Dictionary<object, string> names = new(ReferenceEqualityComparer.Instance);
    private int matrices;
    private int vectors;

    public string Matrix(object array) => Get(array, true);

    public string Vector(object array) => Get(array, false);

    private string Get(object array, bool isMatrix)
    {
        if (names.TryGetValue(array, out string? name))
            return name;
        name = isMatrix ? Letter('A', 26, matrices++) : Letter('d', 20, vectors++);
        names.Add(array, name);
        return name;
    }

    private static string Letter(char first, int count, int index) =>
        index < count ? $"{(char)(first + index)}" : $"{(char)(first + index % count)}_{{{index / count}}}";
}
