namespace Covector.Trees;

/// <summary>What all value tuples share: children named <c>Item1</c>, <c>Item2</c>, ...</summary>
internal abstract class TupleTree<T>(int count) : RecordTree<T>(Names(count))
{
    internal override void Print(TreeStructure structure, TreePrinter printer) => printer.Tuple(structure);

    private static string[] Names(int count)
    {
        var names = new string[count];
        for (int i = 0; i < count; i++) names[i] = $"Item{i + 1}";
        return names;
    }
}

internal sealed class Tuple1Tree<T1>(TreeType<T1> item1)
    : TupleTree<ValueTuple<T1>>(1)
{
    protected override void Read(ValueTuple<T1> value, ref TreeSink sink)
    {
        sink.Add(item1, value.Item1);
    }

    protected override ValueTuple<T1> Build(ref TreeSource source) =>
        new(source.Next(item1));
}

internal sealed class Tuple2Tree<T1, T2>(TreeType<T1> item1, TreeType<T2> item2)
    : TupleTree<ValueTuple<T1, T2>>(2)
{
    protected override void Read(ValueTuple<T1, T2> value, ref TreeSink sink)
    {
        sink.Add(item1, value.Item1);
        sink.Add(item2, value.Item2);
    }

    protected override ValueTuple<T1, T2> Build(ref TreeSource source) =>
        new(source.Next(item1), source.Next(item2));
}

internal sealed class Tuple3Tree<T1, T2, T3>(TreeType<T1> item1, TreeType<T2> item2, TreeType<T3> item3)
    : TupleTree<ValueTuple<T1, T2, T3>>(3)
{
    protected override void Read(ValueTuple<T1, T2, T3> value, ref TreeSink sink)
    {
        sink.Add(item1, value.Item1);
        sink.Add(item2, value.Item2);
        sink.Add(item3, value.Item3);
    }

    protected override ValueTuple<T1, T2, T3> Build(ref TreeSource source) =>
        new(source.Next(item1), source.Next(item2), source.Next(item3));
}

internal sealed class Tuple4Tree<T1, T2, T3, T4>(TreeType<T1> item1, TreeType<T2> item2, TreeType<T3> item3, TreeType<T4> item4)
    : TupleTree<ValueTuple<T1, T2, T3, T4>>(4)
{
    protected override void Read(ValueTuple<T1, T2, T3, T4> value, ref TreeSink sink)
    {
        sink.Add(item1, value.Item1);
        sink.Add(item2, value.Item2);
        sink.Add(item3, value.Item3);
        sink.Add(item4, value.Item4);
    }

    protected override ValueTuple<T1, T2, T3, T4> Build(ref TreeSource source) =>
        new(source.Next(item1), source.Next(item2), source.Next(item3), source.Next(item4));
}

internal sealed class Tuple5Tree<T1, T2, T3, T4, T5>(
    TreeType<T1> item1, TreeType<T2> item2, TreeType<T3> item3, TreeType<T4> item4, TreeType<T5> item5)
    : TupleTree<ValueTuple<T1, T2, T3, T4, T5>>(5)
{
    protected override void Read(ValueTuple<T1, T2, T3, T4, T5> value, ref TreeSink sink)
    {
        sink.Add(item1, value.Item1);
        sink.Add(item2, value.Item2);
        sink.Add(item3, value.Item3);
        sink.Add(item4, value.Item4);
        sink.Add(item5, value.Item5);
    }

    protected override ValueTuple<T1, T2, T3, T4, T5> Build(ref TreeSource source) =>
        new(source.Next(item1), source.Next(item2), source.Next(item3), source.Next(item4), source.Next(item5));
}

internal sealed class Tuple6Tree<T1, T2, T3, T4, T5, T6>(
    TreeType<T1> item1, TreeType<T2> item2, TreeType<T3> item3, TreeType<T4> item4, TreeType<T5> item5, TreeType<T6> item6)
    : TupleTree<ValueTuple<T1, T2, T3, T4, T5, T6>>(6)
{
    protected override void Read(ValueTuple<T1, T2, T3, T4, T5, T6> value, ref TreeSink sink)
    {
        sink.Add(item1, value.Item1);
        sink.Add(item2, value.Item2);
        sink.Add(item3, value.Item3);
        sink.Add(item4, value.Item4);
        sink.Add(item5, value.Item5);
        sink.Add(item6, value.Item6);
    }

    protected override ValueTuple<T1, T2, T3, T4, T5, T6> Build(ref TreeSource source) =>
        new(source.Next(item1), source.Next(item2), source.Next(item3), source.Next(item4), source.Next(item5), source.Next(item6));
}

internal sealed class Tuple7Tree<T1, T2, T3, T4, T5, T6, T7>(
    TreeType<T1> item1, TreeType<T2> item2, TreeType<T3> item3, TreeType<T4> item4,
    TreeType<T5> item5, TreeType<T6> item6, TreeType<T7> item7)
    : TupleTree<ValueTuple<T1, T2, T3, T4, T5, T6, T7>>(7)
{
    protected override void Read(ValueTuple<T1, T2, T3, T4, T5, T6, T7> value, ref TreeSink sink)
    {
        sink.Add(item1, value.Item1);
        sink.Add(item2, value.Item2);
        sink.Add(item3, value.Item3);
        sink.Add(item4, value.Item4);
        sink.Add(item5, value.Item5);
        sink.Add(item6, value.Item6);
        sink.Add(item7, value.Item7);
    }

    protected override ValueTuple<T1, T2, T3, T4, T5, T6, T7> Build(ref TreeSource source) =>
        new(source.Next(item1), source.Next(item2), source.Next(item3), source.Next(item4), source.Next(item5), source.Next(item6), source.Next(item7));
}

/// <summary>Eight and more elements: the compiler puts those after the seventh into a tuple of their own; here they stay in line.</summary>
internal sealed class LongTupleTree<T1, T2, T3, T4, T5, T6, T7, TRest>(
    TreeType<T1> item1, TreeType<T2> item2, TreeType<T3> item3, TreeType<T4> item4,
    TreeType<T5> item5, TreeType<T6> item6, TreeType<T7> item7, RecordTree<TRest> rest)
    : TupleTree<ValueTuple<T1, T2, T3, T4, T5, T6, T7, TRest>>(7 + rest.MemberCount)
    where TRest : struct
{
    protected override void Read(ValueTuple<T1, T2, T3, T4, T5, T6, T7, TRest> value, ref TreeSink sink)
    {
        sink.Add(item1, value.Item1);
        sink.Add(item2, value.Item2);
        sink.Add(item3, value.Item3);
        sink.Add(item4, value.Item4);
        sink.Add(item5, value.Item5);
        sink.Add(item6, value.Item6);
        sink.Add(item7, value.Item7);
        rest.ReadRest(value.Rest, ref sink);
    }

    protected override ValueTuple<T1, T2, T3, T4, T5, T6, T7, TRest> Build(ref TreeSource source) =>
        new(source.Next(item1), source.Next(item2), source.Next(item3), source.Next(item4), source.Next(item5), source.Next(item6), source.Next(item7), rest.BuildRest(ref source));
}
