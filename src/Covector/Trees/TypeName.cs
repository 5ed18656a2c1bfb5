namespace Covector.Trees;

/// <summary>Type names as they are written in C#: <c>(Tensor, int)[]</c>, <c>Dictionary&lt;string, Tensor&gt;</c>.</summary>
internal static class TypeName
{
    public static string Of(Type type)
    {
        if (type.IsArray) return Of(type.GetElementType()!) + "[" + new string(',', type.GetArrayRank() - 1) + "]";
        if (Nullable.GetUnderlyingType(type) is { } underlying) return Of(underlying) + "?";
        if (Keyword(type) is { } keyword) return keyword;
        if (TreeShape.IsTuple(type)) return "(" + string.Join(", ", TupleElements(type)) + ")";
        string name = type.Name;
        int arity = name.IndexOf('`', StringComparison.Ordinal);
        Type[] arguments = type.GetGenericArguments();
        if (type.DeclaringType is { } outer && !type.IsGenericParameter && !outer.IsGenericType) name = Of(outer) + "." + name;
        if (arity < 0) return name;
        arity = name.IndexOf('`', StringComparison.Ordinal);
        return $"{name[..arity]}<{string.Join(", ", arguments.Select(Of))}>";
    }

    private static IEnumerable<string> TupleElements(Type tuple)
    {
        Type[] arguments = tuple.GetGenericArguments();
        for (int i = 0; i < arguments.Length; i++)
        {
            if (i == 7 && TreeShape.IsTuple(arguments[i]))
                foreach (string rest in TupleElements(arguments[i])) yield return rest;
            else
                yield return Of(arguments[i]);
        }
    }

    private static string? Keyword(Type type) => type.IsEnum ? null : Type.GetTypeCode(type) switch
    {
        TypeCode.Boolean => "bool",
        TypeCode.Byte => "byte",
        TypeCode.Char => "char",
        TypeCode.Decimal => "decimal",
        TypeCode.Double => "double",
        TypeCode.Int16 => "short",
        TypeCode.Int32 => "int",
        TypeCode.Int64 => "long",
        TypeCode.SByte => "sbyte",
        TypeCode.Single => "float",
        TypeCode.String => "string",
        TypeCode.UInt16 => "ushort",
        TypeCode.UInt32 => "uint",
        TypeCode.UInt64 => "ulong",
        _ => type == typeof(object) ? "object" : null,
    };
}
