using System.Runtime.CompilerServices;

namespace Covector.Trees;

internal enum TreeForm
{
    Tensor,
    Static,
    Nullable,
    Tuple,
    Array,
    List,
    ReadOnlyList,
    Dictionary,
    Object,
    NoTree,
}

/// <summary>Which kind of tree a type is. The one place that decides it.</summary>
internal static class TreeShape
{
    public static TreeForm Of(Type type)
    {
        if (type == typeof(Tensor)) return TreeForm.Tensor;
        if (typeof(ITree).IsAssignableFrom(type)) return TreeForm.Object;
        if (type.IsSZArray) return TreeForm.Array;
        if (Nullable.GetUnderlyingType(type) is { } underlying) return NullableOf(Of(underlying));
        if (IsTuple(type)) return TreeForm.Tuple;
        if (IsStatic(type)) return TreeForm.Static;
        if (type.IsGenericType && OfGeneric(type) is { } form) return form;
        bool open = (type.IsInterface || type.IsAbstract) && !typeof(Delegate).IsAssignableFrom(type) && !type.IsArray;
        return open ? TreeForm.Object : TreeForm.NoTree;
    }

    public static bool IsTuple(Type type) =>
        type.IsValueType && type.IsGenericType && typeof(ITuple).IsAssignableFrom(type)
        && type.Namespace == "System" && type.Name.StartsWith("ValueTuple`", StringComparison.Ordinal);

    private static TreeForm NullableOf(TreeForm underlying) =>
        underlying is TreeForm.Static or TreeForm.NoTree ? underlying : TreeForm.Nullable;

    private static TreeForm? OfGeneric(Type type)
    {
        Type definition = type.GetGenericTypeDefinition();
        if (definition == typeof(List<>)) return TreeForm.List;
        if (definition == typeof(IReadOnlyList<>)) return TreeForm.ReadOnlyList;
        if (definition == typeof(Dictionary<,>)) return IsSortable(type.GetGenericArguments()[0]) ? TreeForm.Dictionary : TreeForm.NoTree;
        return null;
    }

    private static bool IsSortable(Type key) => typeof(IComparable).IsAssignableFrom(key);

    /// <remarks>
    /// A value type of the user is not static unless it says so: a record struct that holds a tensor but lacks [Tree] would
    /// otherwise hide the tensor in the structure, where no derivative reaches it.
    /// </remarks>
    private static bool IsStatic(Type type)
    {
        if (type.IsPrimitive || type.IsEnum || type == typeof(string) || typeof(Type).IsAssignableFrom(type)) return true;
        if (type.IsDefined(typeof(TreeStaticAttribute), inherit: false)) return true;
        if (!type.IsValueType || type.IsGenericType) return false;
        string space = type.Namespace ?? "";
        return space == "System" || space.StartsWith("System.", StringComparison.Ordinal) || type.Assembly == typeof(Tensor).Assembly;
    }
}
