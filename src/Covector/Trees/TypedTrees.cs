using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace Covector.Trees;

/// <summary>Instantiates the generic strategies, which box nothing, where the run time can compile them.</summary>
[RequiresDynamicCode("Generic strategies are instantiated over types found at run time.")]
internal static class TypedTrees
{
    private const string NoConstructor =
        "The struct constraints ask for a parameterless constructor, which the strategies never call: their values come from elsewhere.";

    private static readonly ConcurrentDictionary<Type, TreeType> s_types = new();

    public static TreeType Of(Type type) => s_types.TryGetValue(type, out TreeType? known) ? known : s_types.GetOrAdd(type, Make(type));

    [UnconditionalSuppressMessage("Trimming", "IL2055", Justification = NoConstructor)]
    private static TreeType Make(Type type)
    {
        Type[] arguments = type.GetGenericArguments();
        return TreeShape.Of(type) switch
        {
            TreeForm.Tensor => TensorTree.Instance,
            TreeForm.Static => New(typeof(StaticTree<>).MakeGenericType(type)),
            TreeForm.Nullable => New(typeof(NullableTree<>).MakeGenericType(arguments), Of(arguments[0])),
            TreeForm.Tuple => Tuple(arguments),
            TreeForm.Array => New(typeof(ArrayTree<>).MakeGenericType(type.GetElementType()!), Of(type.GetElementType()!)),
            TreeForm.List => New(typeof(ListTree<>).MakeGenericType(arguments), Of(arguments[0])),
            TreeForm.ReadOnlyList => New(typeof(ReadOnlyListTree<>).MakeGenericType(arguments), Of(arguments[0])),
            TreeForm.Dictionary => New(typeof(DictionaryTree<,>).MakeGenericType(arguments), Of(arguments[1])),
            TreeForm.Object => New(typeof(ObjectTree<>).MakeGenericType(type)),
            _ => New(typeof(NoTree<>).MakeGenericType(type)),
        };
    }

    [UnconditionalSuppressMessage("Trimming", "IL2055", Justification = NoConstructor)]
    private static TreeType Tuple(Type[] arguments)
    {
        Type definition = arguments.Length switch
        {
            1 => typeof(Tuple1Tree<>),
            2 => typeof(Tuple2Tree<,>),
            3 => typeof(Tuple3Tree<,,>),
            4 => typeof(Tuple4Tree<,,,>),
            5 => typeof(Tuple5Tree<,,,,>),
            6 => typeof(Tuple6Tree<,,,,,>),
            7 => typeof(Tuple7Tree<,,,,,,>),
            _ => typeof(LongTupleTree<,,,,,,,>),
        };
        return New(definition.MakeGenericType(arguments), Array.ConvertAll(arguments, Of));
    }

    private static TreeType New([DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] Type strategy, params object[] children) => (TreeType)Activator.CreateInstance(strategy, children)!;
}
