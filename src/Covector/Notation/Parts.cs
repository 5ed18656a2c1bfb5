using System.Collections;
using System.Globalization;

namespace Covector.Notation;

/// <summary>Parts in order, compared one by one.</summary>
[CollectionBuilder(typeof(Parts), nameof(Create))]
internal readonly struct Parts(Expression[] items) : IReadOnlyList<Expression>, IEquatable<Parts>
{
    public int Count => items?.Length ?? 0;

    public Expression this[int index] => items[index];

    public static Parts Create(ReadOnlySpan<Expression> items) => new(items.ToArray());

    public bool Equals(Parts other) => Span.SequenceEqual(other.Span);

    public override bool Equals(object? other) => other is Parts operands && Equals(operands);

    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var item in Span)
            hash.Add(item);
        return hash.ToHashCode();
    }

    public ReadOnlySpan<Expression> Span => items;

    public IEnumerator<Expression> GetEnumerator() => ((IEnumerable<Expression>)(items ?? [])).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}

/// <summary>Names of indices in order, compared one by one.</summary>
[CollectionBuilder(typeof(Indices), nameof(Create))]
internal readonly struct Indices(string[] names) : IReadOnlyList<string>, IEquatable<Indices>
{
    public int Count => names?.Length ?? 0;

    public string this[int index] => names[index];

    public static Indices Create(ReadOnlySpan<string> names) => new(names.ToArray());

    /// <summary>Is an index a number, from 1 on, in place of a name?</summary>
    public static bool IsNumber(string index) => char.IsAsciiDigit(index[0]);

    /// <summary>The place of a numbered index, from 0 on.</summary>
    public static int Place(string index) => int.Parse(index, CultureInfo.InvariantCulture) - 1;

    public bool Equals(Indices other) => (names ?? []).AsSpan().SequenceEqual(other);

    public override bool Equals(object? other) => other is Indices indices && Equals(indices);

    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (string name in names ?? [])
            hash.Add(name);
        return hash.ToHashCode();
    }

    public static implicit operator ReadOnlySpan<string>(Indices indices) => indices.ToArray();

    public IEnumerator<string> GetEnumerator() => ((IEnumerable<string>)(names ?? [])).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
