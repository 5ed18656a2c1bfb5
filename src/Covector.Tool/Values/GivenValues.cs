using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Covector.Tool.Values;

/// <summary>Values of variables, from the command line, from files, or from JSON.</summary>
internal sealed partial class GivenValues
{
    private readonly Dictionary<string, Tensor> _values = [];
    private readonly HashSet<string> _tables = [];

    /// <summary>
    /// What the values say of variables: a number is a scalar, a list a vector, a table a matrix. One row or one column of a file says
    /// nothing, as it may be a vector as well.
    /// </summary>
    public IEnumerable<(string Name, string Type)> Types =>
        from value in _values
        let isOpen = value.Value.Rank > 2 || _tables.Contains(value.Key) && (value.Value.Shape[0] == 1 || value.Value.Shape[1] == 1)
        where !isOpen
        select (value.Key, value.Value.Rank switch { 0 => "scalar", 1 => "vector", _ => "matrix" });

    /// <summary>Reads <c>x=[1,2,3]</c>, <c>c=0.5</c>, <c>A=file.npy</c>, <c>A=file.csv</c>.</summary>
    public void AddAssignment(string assignment)
    {
        int equals = assignment.IndexOf('=', StringComparison.Ordinal);
        string name = equals < 0 ? "" : assignment[..equals].Trim();
        string text = assignment[(equals + 1)..].Trim();
        if (name.Length == 0 || text.Length == 0)
            throw new InputException($"--set {assignment}: expected a name, '=' and a value, as in x=[1,2,3], c=0.5, A=file.npy.");
        if (text.EndsWith(".npy", StringComparison.OrdinalIgnoreCase))
            Add(name, Npy.Load(text));
        else if (text.EndsWith(".csv", StringComparison.OrdinalIgnoreCase))
        {
            Add(name, CsvFile.Load(text));
            _tables.Add(name);
        }
        else if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number))
        {
            if (double.IsInfinity(number) && text.Any(char.IsAsciiDigit))
                throw new InputException($"--set {assignment}: {text} is too large for a number of 64 bits.");
            Add(name, number);
        }
        else
            AddJson(name, Parsed(name, text));
    }

    /// <summary>Reads a file with values by name: an object of nested arrays, or an archive of arrays.</summary>
    public void AddFile(string path)
    {
        if (path.EndsWith(".npz", StringComparison.OrdinalIgnoreCase))
        {
            foreach (var (name, value) in Npz.Load(path))
                Add(name, value);
            return;
        }

        if (path.EndsWith(".csv", StringComparison.OrdinalIgnoreCase) || path.EndsWith(".npy", StringComparison.OrdinalIgnoreCase))
            throw new InputException($"--values {path}: such a file has one value without a name; give it one, as in --set A={path}.");
        using var document = JsonFile.Read(path);
        AddObject(document.RootElement, path);
    }

    /// <summary>Reads an object of nested arrays by name.</summary>
    public void AddObject(JsonElement values, string source)
    {
        if (values.ValueKind != JsonValueKind.Object)
            throw new InputException($"{source}: expected an object with a value for each name, as in {{\"x\": [1, 2], \"c\": 0.5}}.");
        foreach (var value in values.EnumerateObject())
            AddJson(value.Name, value.Value);
    }

    /// <summary>The values for the variables of a formula, or null where none were given.</summary>
    /// <param name="formula">The formula.</param>
    /// <param name="isStrict">Is a value for something that is no variable an error?</param>
    public Dictionary<string, Tensor>? For(MatrixFormula formula, bool isStrict = true)
    {
        if (_values.Count == 0)
            return null;
        var fitted = new Dictionary<string, Tensor>();
        foreach (var (name, value) in _values)
        {
            var variable = formula.Variables.FirstOrDefault(v => v.Name == name);
            if (variable is not null)
                fitted[name] = _tables.Contains(name) ? Fitted(value, variable) : value;
            else if (isStrict)
            {
                string names = string.Join(", ", formula.Variables.Select(v => v.Name));
                throw new InputException($"There is a value for {name}, but the formula has no such variable; it has {names}.");
            }
        }

        return fitted;
    }

    private void Add(string name, Tensor value)
    {
        if (!_values.TryAdd(name, value))
            throw new InputException($"There are two values for {name}.");
    }

    private void AddJson(string name, JsonElement value) => Add(name, NestedArray.ToTensor(name, value));

    /// <summary>A table of one column or one row is a vector where one is needed, one of a single cell a scalar.</summary>
    private static Tensor Fitted(Tensor table, FormulaVariable variable) => variable.Axes.Count switch
    {
        0 when table.Size == 1 => table.Reshape(),
        1 when table.Shape[0] == 1 || table.Shape[1] == 1 => table.Reshape((int)table.Size),
        _ => table,
    };

    /// <summary>What numbers have beyond those of JSON, without the quotation marks that a shell takes away.</summary>
    [GeneratedRegex("(?<![\\w\"-])(?:NaN|-?Infinity)(?![\\w\"])")]
    private static partial Regex NotANumber();

    private static JsonElement Parsed(string name, string text)
    {
        try
        {
            using var document = JsonDocument.Parse(NotANumber().Replace(text, "\"$0\""));
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            throw new InputException(
                $"--set {name}={text}: expected a number, an array such as [1,2,3] or [[1,2],[3,4]], or a file that ends with .npy or .csv.");
        }
    }
}
