using System.Runtime.InteropServices;

namespace Covector.Trees;

/// <summary>What ordered collections share. The element's strategy decides whether an element is a tensor, a tree or static.</summary>
internal abstract class SequenceTree<T, TElement>(TreeType<TElement> element, string name) : TreeType<T>
    where T : class
{
    protected abstract int Count(T value);

    protected abstract void Read(T value, TreeType<TElement> element, ref TreeSink sink);

    protected abstract T Build(int count, TreeType<TElement> element, ref TreeSource source);

    internal override void Print(TreeStructure structure, TreePrinter printer) => printer.Sequence(name, structure);

    internal sealed override void Flatten(T value, List<Tensor> leaves)
    {
        if (value is null) return;
        var sink = new TreeSink(leaves);
        Read(value, element, ref sink);
    }

    internal sealed override TreeStructure StructureOf(T value, TreeStructure? hint)
    {
        if (value is null) return Null(hint);
        var sink = new TreeSink(this, hint, Count(value));
        Read(value, element, ref sink);
        return sink.ToStructure(this);
    }

    internal sealed override T Unflatten(ref TreeSource source) =>
        source.Structure.Kind == TreeKind.Null ? null! : Build(source.Structure.Children.Length, element, ref source);

    private protected static TElement[] BuildArray(int count, TreeType<TElement> element, ref TreeSource source)
    {
        var array = new TElement[count];
        for (int i = 0; i < count; i++) array[i] = source.Next(element);
        return array;
    }
}

internal sealed class ArrayTree<TElement>(TreeType<TElement> element) : SequenceTree<TElement[], TElement>(element, "")
{
    protected override int Count(TElement[] value) => value.Length;

    protected override void Read(TElement[] value, TreeType<TElement> element, ref TreeSink sink)
    {
        foreach (TElement item in value) sink.Add(element, item);
    }

    protected override TElement[] Build(int count, TreeType<TElement> element, ref TreeSource source) =>
        BuildArray(count, element, ref source);
}

internal sealed class ListTree<TElement>(TreeType<TElement> element) : SequenceTree<List<TElement>, TElement>(element, "List")
{
    protected override int Count(List<TElement> value) => value.Count;

    protected override void Read(List<TElement> value, TreeType<TElement> element, ref TreeSink sink)
    {
        foreach (TElement item in CollectionsMarshal.AsSpan(value)) sink.Add(element, item);
    }

    protected override List<TElement> Build(int count, TreeType<TElement> element, ref TreeSource source)
    {
        var list = new List<TElement>(count);
        for (int i = 0; i < count; i++) list.Add(source.Next(element));
        return list;
    }
}

/// <summary>Any implementation of the interface; it comes back as an array, so that all of them have one structure.</summary>
internal sealed class ReadOnlyListTree<TElement>(TreeType<TElement> element)
    : SequenceTree<IReadOnlyList<TElement>, TElement>(element, "IReadOnlyList")
{
    protected override int Count(IReadOnlyList<TElement> value) => value.Count;

    protected override void Read(IReadOnlyList<TElement> value, TreeType<TElement> element, ref TreeSink sink)
    {
        int count = value.Count;
        for (int i = 0; i < count; i++) sink.Add(element, value[i]);
    }

    protected override IReadOnlyList<TElement> Build(int count, TreeType<TElement> element, ref TreeSource source) =>
        BuildArray(count, element, ref source);
}
