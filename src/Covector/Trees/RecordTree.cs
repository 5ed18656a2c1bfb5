using System.ComponentModel;

namespace Covector.Trees;

/// <summary>A type with a fixed list of named children. Generated code derives from it for every [Tree] type.</summary>
/// <typeparam name="T">The type of the values.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class RecordTree<T> : TreeType<T>
{
    private readonly string[] _members;

    /// <summary>A strategy for a type with these members, in the order of <see cref="Read"/> and <see cref="Build"/>.</summary>
    protected RecordTree(params string[] members) => _members = members;

    /// <summary>Gives every member to the sink, in order.</summary>
    protected abstract void Read(T value, ref TreeSink sink);

    /// <summary>Takes every member from the source, in the same order, and makes the value.</summary>
    protected abstract T Build(ref TreeSource source);

    /// <summary><see cref="Read"/> for the tuple whose elements go on in this one.</summary>
    internal void ReadRest(T value, ref TreeSink sink) => Read(value, ref sink);

    /// <summary><see cref="Build"/> for the tuple whose elements go on in this one.</summary>
    internal T BuildRest(ref TreeSource source) => Build(ref source);

    internal int MemberCount => _members.Length;

    internal override string Segment(TreeStructure structure, int child) => "." + _members[child];

    internal override void Print(TreeStructure structure, TreePrinter printer) => printer.Record(TypeName.Of(Type), structure);

    internal sealed override void Flatten(T value, List<Tensor> leaves)
    {
        if (value is null) return;
        var sink = new TreeSink(leaves);
        Read(value, ref sink);
    }

    internal sealed override TreeStructure StructureOf(T value, TreeStructure? hint)
    {
        if (value is null) return Null(hint);
        var sink = new TreeSink(this, hint, _members.Length);
        Read(value, ref sink);
        return sink.ToStructure(this);
    }

    internal sealed override T Unflatten(ref TreeSource source) =>
        source.Structure.Kind == TreeKind.Null ? default! : Build(ref source);
}
