namespace Covector.Primitives;

/// <summary>x = y; false if one is NaN.</summary>
internal sealed record Equal : Comparison<Equal>
{
    public override string Name => "eq";
}

/// <summary>x ≠ y; true if one is NaN.</summary>
internal sealed record NotEqual : Comparison<NotEqual>
{
    public override string Name => "ne";
}

/// <summary>x &lt; y; false if one is NaN.</summary>
internal sealed record Less : Comparison<Less>
{
    public override string Name => "lt";
}

/// <summary>x ≤ y; false if one is NaN.</summary>
internal sealed record LessOrEqual : Comparison<LessOrEqual>
{
    public override string Name => "le";
}

/// <summary>x > y; false if one is NaN.</summary>
internal sealed record Greater : Comparison<Greater>
{
    public override string Name => "gt";
}

/// <summary>x ≥ y; false if one is NaN.</summary>
internal sealed record GreaterOrEqual : Comparison<GreaterOrEqual>
{
    public override string Name => "ge";
}
