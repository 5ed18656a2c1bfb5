using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace Covector.Trees;

internal sealed class ErasedArray(Type type) : ErasedTree(type)
{
    private readonly TreeType _element = ErasedTrees.Of(type.GetElementType()!);

    internal override void Print(TreeStructure structure, TreePrinter printer) => printer.Sequence("", structure);

    protected override int Count(object value) => ((Array)value).Length;

    protected override void Read(object value, object? keys, ref TreeSink sink)
    {
        foreach (object? item in (Array)value) sink.AddObject(_element, item);
    }

    protected override object Build(TreeStructure structure, ref TreeSource source)
    {
        var array = Array.CreateInstanceFromArrayType(Type, structure.Children.Length);
        for (int i = 0; i < array.Length; i++) array.SetValue(source.NextObject(_element), i);
        return array;
    }
}

internal sealed class ErasedList(Type type) : ErasedTree(type)
{
    private readonly TreeType _element = ErasedTrees.Of(type.GetGenericArguments()[0]);

    internal override void Print(TreeStructure structure, TreePrinter printer) => printer.Sequence("List", structure);

    protected override int Count(object value) => ((IList)value).Count;

    protected override void Read(object value, object? keys, ref TreeSink sink)
    {
        foreach (object? item in (IList)value) sink.AddObject(_element, item);
    }

    protected override object Build(TreeStructure structure, ref TreeSource source)
    {
        IList list = Empty(Type);
        for (int i = 0; i < structure.Children.Length; i++) list.Add(source.NextObject(_element));
        return list;
    }

    [UnconditionalSuppressMessage("Trimming", "IL2067", Justification = "The type is a List, whose constructor the dependency keeps.")]
    [DynamicDependency(DynamicallyAccessedMemberTypes.PublicParameterlessConstructor, typeof(List<>))]
    private static IList Empty(Type type) => (IList)Activator.CreateInstance(type)!;
}

internal sealed class ErasedReadOnlyList(Type type) : ErasedTree(type)
{
    private readonly Type _elementType = type.GetGenericArguments()[0];
    private readonly TreeType _element = ErasedTrees.Of(type.GetGenericArguments()[0]);

    internal override void Print(TreeStructure structure, TreePrinter printer) => printer.Sequence("IReadOnlyList", structure);

    protected override int Count(object value)
    {
        if (value is ICollection collection) return collection.Count;
        int count = 0;
        foreach (object? _ in (IEnumerable)value) count++;
        return count;
    }

    protected override void Read(object value, object? keys, ref TreeSink sink)
    {
        foreach (object? item in (IEnumerable)value) sink.AddObject(_element, item);
    }

    protected override object Build(TreeStructure structure, ref TreeSource source)
    {
        Array array = NewArray(_elementType, structure.Children.Length);
        for (int i = 0; i < array.Length; i++) array.SetValue(source.NextObject(_element), i);
        return array;
    }

    [UnconditionalSuppressMessage("AOT", "IL3050", Justification =
        "Arrays of reference types share their code; an array of a value type exists where a list of it was made, because every list stores one.")]
    private static Array NewArray(Type element, int length) => Array.CreateInstance(element, length);
}

internal sealed class ErasedDictionary(Type type) : ErasedTree(type)
{
    private readonly TreeType _element = ErasedTrees.Of(type.GetGenericArguments()[1]);
    private readonly object _usual = Comparer(type, New(type, null));

    internal override string Segment(TreeStructure structure, int child) => ((DictionaryKeys<object>)structure.Data!).Segment(child);

    internal override void Print(TreeStructure structure, TreePrinter printer) => printer.Dictionary(structure);

    protected override int Count(object value) => ((IDictionary)value).Count;

    protected override object Keys(object value)
    {
        ICollection keys = ((IDictionary)value).Keys;
        var copy = new object[keys.Count];
        keys.CopyTo(copy, 0);
        object comparer = Comparer(Type, value);
        return new DictionaryKeys<object>(copy, ReferenceEquals(comparer, _usual) ? null : comparer);
    }

    protected override void Read(object value, object? keys, ref TreeSink sink)
    {
        var dictionary = (IDictionary)value;
        foreach (object key in ((DictionaryKeys<object>)keys!).Sorted) sink.AddObject(_element, dictionary[key]);
    }

    protected override object Build(TreeStructure structure, ref TreeSource source)
    {
        var keys = (DictionaryKeys<object>)structure.Data!;
        IDictionary dictionary = New(Type, keys.Comparer);
        foreach (object key in keys.Sorted) dictionary.Add(key, source.NextObject(_element));
        return dictionary;
    }

    [UnconditionalSuppressMessage("Trimming", "IL2070", Justification = "The type is a Dictionary, whose property the dependency keeps.")]
    [DynamicDependency(DynamicallyAccessedMemberTypes.PublicProperties, typeof(Dictionary<,>))]
    private static object Comparer(Type type, object dictionary) => type.GetProperty("Comparer")!.GetValue(dictionary)!;

    /// <summary>An empty dictionary with a comparer, null for the usual one.</summary>
    [UnconditionalSuppressMessage("Trimming", "IL2067", Justification = "The type is a Dictionary, whose constructors the dependency keeps.")]
    [DynamicDependency(DynamicallyAccessedMemberTypes.PublicConstructors, typeof(Dictionary<,>))]
    private static IDictionary New(Type type, object? comparer) =>
        (IDictionary)(comparer is null ? Activator.CreateInstance(type)! : Activator.CreateInstance(type, comparer)!);
}
