using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Covector.Trees;

/// <summary>Value tuples of any arity: read through <see cref="ITuple"/>, rebuilt by setting the fields of a boxed tuple.</summary>
internal sealed class ErasedTuple : ErasedTree
{
    private readonly TreeType[] _elements;
    private readonly FieldInfo[] _fields;
    private readonly ErasedTuple? _rest;

    public ErasedTuple(Type type) : base(type)
    {
        Type[] arguments = type.GetGenericArguments();
        _rest = arguments.Length == 8 ? new ErasedTuple(arguments[7]) : null;
        _elements = new TreeType[Math.Min(arguments.Length, 7)];
        for (int i = 0; i < _elements.Length; i++) _elements[i] = ErasedTrees.Of(arguments[i]);
        _fields = Fields(type);
    }

    internal override string Segment(TreeStructure structure, int child) => $".Item{child + 1}";

    internal override void Print(TreeStructure structure, TreePrinter printer) => printer.Tuple(structure);

    protected override int Count(object value) => ((ITuple)value).Length;

    protected override void Read(object value, object? keys, ref TreeSink sink) => ReadFrom((ITuple)value, 0, ref sink);

    protected override object Build(TreeStructure structure, ref TreeSource source)
    {
        object tuple = Default(Type);
        for (int i = 0; i < _elements.Length; i++) _fields[i].SetValue(tuple, source.NextObject(_elements[i]));
        if (_rest is not null) _fields[7].SetValue(tuple, _rest.Build(structure, ref source));
        return tuple;
    }

    private void ReadFrom(ITuple tuple, int start, ref TreeSink sink)
    {
        for (int i = 0; i < _elements.Length; i++) sink.AddObject(_elements[i], tuple[start + i]);
        _rest?.ReadFrom(tuple, start + 7, ref sink);
    }

    [UnconditionalSuppressMessage("Trimming", "IL2070", Justification = "The type is a ValueTuple, whose fields the dependencies below keep.")]
    [DynamicDependency(DynamicallyAccessedMemberTypes.PublicFields, typeof(ValueTuple<>))]
    [DynamicDependency(DynamicallyAccessedMemberTypes.PublicFields, typeof(ValueTuple<,>))]
    [DynamicDependency(DynamicallyAccessedMemberTypes.PublicFields, typeof(ValueTuple<,,>))]
    [DynamicDependency(DynamicallyAccessedMemberTypes.PublicFields, typeof(ValueTuple<,,,>))]
    [DynamicDependency(DynamicallyAccessedMemberTypes.PublicFields, typeof(ValueTuple<,,,,>))]
    [DynamicDependency(DynamicallyAccessedMemberTypes.PublicFields, typeof(ValueTuple<,,,,,>))]
    [DynamicDependency(DynamicallyAccessedMemberTypes.PublicFields, typeof(ValueTuple<,,,,,,>))]
    [DynamicDependency(DynamicallyAccessedMemberTypes.PublicFields, typeof(ValueTuple<,,,,,,,>))]
    private static FieldInfo[] Fields(Type type)
    {
        int count = type.GetGenericArguments().Length;
        var fields = new FieldInfo[count];
        for (int i = 0; i < count; i++) fields[i] = type.GetField(i == 7 ? "Rest" : $"Item{i + 1}")!;
        return fields;
    }

    [UnconditionalSuppressMessage("Trimming", "IL2067", Justification = "A boxed value of zeros runs no constructor.")]
    private static object Default(Type type) => RuntimeHelpers.GetUninitializedObject(type);
}
