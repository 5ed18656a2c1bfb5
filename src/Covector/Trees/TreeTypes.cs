using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace Covector.Trees;

/// <summary>The strategies that generated code composes. What it names here exists in ahead-of-time compiled programs.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class TreeTypes
{
    /// <summary>The strategy for a type, found once per type.</summary>
    public static TreeType<T> Of<T>() => Cache<T>.Value;

    /// <summary>Values that belong to the structure and are compared with <see cref="object.Equals(object?)"/>.</summary>
    public static TreeType<T> Static<T>() => StaticCache<T>.Value;

    /// <summary>Arrays.</summary>
    public static TreeType<T[]> Array<T>(TreeType<T> element) => new ArrayTree<T>(element);

    /// <summary>Lists.</summary>
    public static TreeType<List<T>> List<T>(TreeType<T> element) => new ListTree<T>(element);

    /// <summary>Lists behind an interface; they come back as arrays.</summary>
    public static TreeType<IReadOnlyList<T>> ReadOnlyList<T>(TreeType<T> element) => new ReadOnlyListTree<T>(element);

    /// <summary>Dictionaries with sortable keys.</summary>
    public static TreeType<Dictionary<TKey, TValue>> Dictionary<TKey, TValue>(TreeType<TValue> element)
        where TKey : notnull => new DictionaryTree<TKey, TValue>(element);

    /// <summary>Value types that may be null.</summary>
    public static TreeType<T?> Nullable<T>(TreeType<T> underlying)
        where T : struct => new NullableTree<T>(underlying);

    /// <summary>A tuple of one element.</summary>
    public static RecordTree<ValueTuple<T1>> Tuple<T1>(TreeType<T1> item1) => new Tuple1Tree<T1>(item1);

    /// <summary>A tuple of two elements.</summary>
    public static RecordTree<(T1, T2)> Tuple<T1, T2>(TreeType<T1> item1, TreeType<T2> item2) =>
        new Tuple2Tree<T1, T2>(item1, item2);

    /// <summary>A tuple of three elements.</summary>
    public static RecordTree<(T1, T2, T3)> Tuple<T1, T2, T3>(TreeType<T1> item1, TreeType<T2> item2, TreeType<T3> item3) =>
        new Tuple3Tree<T1, T2, T3>(item1, item2, item3);

    /// <summary>A tuple of four elements.</summary>
    public static RecordTree<(T1, T2, T3, T4)> Tuple<T1, T2, T3, T4>(
        TreeType<T1> item1, TreeType<T2> item2, TreeType<T3> item3, TreeType<T4> item4) =>
        new Tuple4Tree<T1, T2, T3, T4>(item1, item2, item3, item4);

    /// <summary>A tuple of five elements.</summary>
    public static RecordTree<(T1, T2, T3, T4, T5)> Tuple<T1, T2, T3, T4, T5>(
        TreeType<T1> item1, TreeType<T2> item2, TreeType<T3> item3, TreeType<T4> item4, TreeType<T5> item5) =>
        new Tuple5Tree<T1, T2, T3, T4, T5>(item1, item2, item3, item4, item5);

    /// <summary>A tuple of six elements.</summary>
    public static RecordTree<(T1, T2, T3, T4, T5, T6)> Tuple<T1, T2, T3, T4, T5, T6>(
        TreeType<T1> item1, TreeType<T2> item2, TreeType<T3> item3, TreeType<T4> item4,
        TreeType<T5> item5, TreeType<T6> item6) =>
        new Tuple6Tree<T1, T2, T3, T4, T5, T6>(item1, item2, item3, item4, item5, item6);

    /// <summary>A tuple of seven elements.</summary>
    public static RecordTree<(T1, T2, T3, T4, T5, T6, T7)> Tuple<T1, T2, T3, T4, T5, T6, T7>(
        TreeType<T1> item1, TreeType<T2> item2, TreeType<T3> item3, TreeType<T4> item4,
        TreeType<T5> item5, TreeType<T6> item6, TreeType<T7> item7) =>
        new Tuple7Tree<T1, T2, T3, T4, T5, T6, T7>(item1, item2, item3, item4, item5, item6, item7);

    /// <summary>A tuple of eight or more elements, with a strategy for those after the seventh.</summary>
    public static RecordTree<ValueTuple<T1, T2, T3, T4, T5, T6, T7, TRest>> Tuple<T1, T2, T3, T4, T5, T6, T7, TRest>(
        TreeType<T1> item1, TreeType<T2> item2, TreeType<T3> item3, TreeType<T4> item4,
        TreeType<T5> item5, TreeType<T6> item6, TreeType<T7> item7, RecordTree<TRest> rest)
        where TRest : struct =>
        new LongTupleTree<T1, T2, T3, T4, T5, T6, T7, TRest>(item1, item2, item3, item4, item5, item6, item7, rest);

    private static TreeType<T> Find<T>()
    {
        if (RuntimeFeature.IsDynamicCodeSupported) return (TreeType<T>)TypedTrees.Of(typeof(T));
        return TreeShape.Of(typeof(T)) switch
        {
            TreeForm.Tensor => (TreeType<T>)(object)TensorTree.Instance,
            TreeForm.Static => Static<T>(),
            TreeForm.Object => new ObjectTree<T>(),
            _ => Common<T>() ?? new BoxedTree<T>(ErasedTrees.Of(typeof(T))),
        };
    }

    /// <summary>Types used so often that ahead-of-time compiled programs, too, should not box them.</summary>
    private static TreeType<T>? Common<T>()
    {
        TreeType<Tensor> tensor = TensorTree.Instance!;
        object? found = null;
        if (typeof(T) == typeof((Tensor, Tensor))) found = Tuple(tensor, tensor);
        else if (typeof(T) == typeof((Tensor, Tensor, Tensor))) found = Tuple(tensor, tensor, tensor);
        else if (typeof(T) == typeof((Tensor, Tensor, Tensor, Tensor))) found = Tuple(tensor, tensor, tensor, tensor);
        else if (typeof(T) == typeof((Tensor, Tensor)[])) found = Array(Tuple(tensor, tensor));
        else if (typeof(T) == typeof(Tensor[])) found = Array(tensor);
        else if (typeof(T) == typeof(List<Tensor>)) found = List(tensor);
        else if (typeof(T) == typeof(Dictionary<string, Tensor>)) found = Dictionary<string, Tensor>(tensor);
        return (TreeType<T>?)found;
    }

    private static class Cache<T>
    {
        public static readonly TreeType<T> Value = Find<T>();
    }

    private static class StaticCache<T>
    {
        public static readonly TreeType<T> Value = new StaticTree<T>();
    }
}
