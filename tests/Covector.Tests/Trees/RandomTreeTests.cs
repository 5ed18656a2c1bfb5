using System.Collections;
using System.Runtime.CompilerServices;
using Covector.Trees;
using CsCheck;
using Xunit;

namespace Covector.Tests.Trees;

/// <summary>Random types, nested at random, with random values: the strategies against a walk by reflection.</summary>
public sealed class RandomTreeTests
{
    [Fact]
    public void Both_kinds_of_strategy_agree_with_a_plain_walk() => Gen.Int.Sample(
        seed =>
        {
            var random = new Random(seed);
            Type type = RandomType(random, 4);
            object? value = RandomValue(type, random);
            var expected = new List<Tensor>();
            var paths = new List<string>();
            Walk(value, "r", expected, paths);
            TreeType typed = TypedTrees.Of(type), erased = ErasedTrees.Of(type);
            foreach (TreeType strategy in (TreeType[])[typed, erased])
            {
                var leaves = new List<Tensor>();
                strategy.FlattenObject(value, leaves);
                Same.Tensors(expected, leaves);
                TreeStructure structure = strategy.StructureOfObject(value, null);
                Assert.Equal(paths, structure.LeafPaths("r"));
                Assert.Same(structure, strategy.StructureOfObject(value, structure));
                Tensor[] others = Some.Tensors(expected.Count);
                var source = new TreeSource(structure, others);
                object? back = strategy.UnflattenObject(ref source);
                var found = new List<Tensor>();
                Walk(back, "r", found, []);
                Same.Tensors(others, found);
                Assert.Equal(structure, strategy.StructureOfObject(back, null));
            }

            Assert.Equal(typed.StructureOfObject(value, null).ToString(), erased.StructureOfObject(value, null).ToString());
        },
        iter: 500, threads: 1);

    private static Type RandomType(Random random, int depth)
    {
        if (depth == 0 || random.Next(4) == 0) return random.Next(4) switch { 0 => typeof(int), 1 => typeof(string), _ => typeof(Tensor) };
        Type Inner() => RandomType(random, depth - 1);
        return random.Next(7) switch
        {
            0 => typeof(ValueTuple<,>).MakeGenericType(Inner(), Inner()),
            1 => typeof(ValueTuple<,,>).MakeGenericType(Inner(), Inner(), Inner()),
            2 => typeof(List<>).MakeGenericType(Inner()),
            3 => typeof(Dictionary<,>).MakeGenericType(typeof(string), Inner()),
            4 => typeof(Dictionary<,>).MakeGenericType(typeof(int), Inner()),
            5 => typeof(ValueTuple<,,,,,,,>).MakeGenericType(
                Inner(), typeof(int), typeof(Tensor), typeof(Tensor), typeof(Tensor), typeof(Tensor), typeof(Tensor), typeof(ValueTuple<>).MakeGenericType(Inner())),
            _ => Inner().MakeArrayType(),
        };
    }

    private static object? RandomValue(Type type, Random random)
    {
        if (!type.IsValueType && random.Next(8) == 0) return null;
        if (type == typeof(int)) return random.Next(10);
        if (type == typeof(string)) return $"s{random.Next(10)}";
        if (type == typeof(Tensor)) return Some.Tensor();
        if (type.IsArray)
        {
            var array = Array.CreateInstance(type.GetElementType()!, random.Next(4));
            for (int i = 0; i < array.Length; i++) array.SetValue(RandomValue(type.GetElementType()!, random), i);
            return array;
        }

        object value = Activator.CreateInstance(type)!;
        switch (value)
        {
            case IDictionary dictionary:
                Type[] arguments = type.GetGenericArguments();
                for (int i = random.Next(4); i > 0; i--)
                    dictionary[arguments[0] == typeof(int) ? random.Next(100) : $"k{(char)('A' + random.Next(60))}"] = RandomValue(arguments[1], random);
                break;
            case IList list:
                for (int i = random.Next(4); i > 0; i--) list.Add(RandomValue(type.GetGenericArguments()[0], random));
                break;
            default:
                foreach (System.Reflection.FieldInfo field in type.GetFields()) field.SetValue(value, RandomValue(field.FieldType, random));
                break;
        }

        return value;
    }

    private static void Walk(object? value, string path, List<Tensor> leaves, List<string> paths)
    {
        switch (value)
        {
            case null:
                break;
            case Tensor tensor:
                leaves.Add(tensor);
                paths.Add(path);
                break;
            case ITuple tuple:
                for (int i = 0; i < tuple.Length; i++) Walk(tuple[i], $"{path}.Item{i + 1}", leaves, paths);
                break;
            case IDictionary dictionary:
                bool numbers = dictionary.GetType().GetGenericArguments()[0] == typeof(int);
                object[] keys = [.. dictionary.Keys.Cast<object>()];
                Array.Sort(keys, (a, b) => numbers ? ((int)a).CompareTo((int)b) : string.CompareOrdinal((string)a, (string)b));
                foreach (object key in keys) Walk(dictionary[key], numbers ? $"{path}[{key}]" : $"{path}[\"{key}\"]", leaves, paths);
                break;
            case IList list:
                for (int i = 0; i < list.Count; i++) Walk(list[i], $"{path}[{i}]", leaves, paths);
                break;
        }
    }
}
