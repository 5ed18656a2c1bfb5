using System.Collections.Concurrent;

namespace Covector;

/// <summary>
/// A function traced and compiled once for each signature: the structure of its argument with the static leaves, and the shapes and element
/// types of its tensors, and which of them are C# numbers that take the element type of others. Thread-safe; threads that meet at a new
/// signature compile it once.
/// </summary>
internal sealed class CompiledFunction<X, Y>(Func<X, Y> function, Delegate named, bool isTuple, JitOptions options)
    : ICompiledFunction<X>
{
    private readonly ConcurrentDictionary<Signature, Lazy<Entry>> entries = new();
    private Entry? last;
    private TreeStructure? flat;
    private int traces;

    public Y Invoke(X x)
    {
        // A lone tensor needs no list. Value types are excluded first, because code shared between tuples would box them.
        if (!typeof(X).IsValueType && x is Tensor tensor)
            return Run(TreeStructure.Leaf, new ReadOnlySpan<Tensor>(in tensor));
        var structure = Tree.StructureOf(x);
        var leaves = TreeLeaves.Rent();
        try
        {
            Tree.Flatten(x, leaves);
            return Run(structure, CollectionsMarshal.AsSpan(leaves));
        }
        finally
        {
            TreeLeaves.Return(leaves);
        }
    }

    /// <summary>
    /// A call with a tuple of tensors and nothing else: all such tuples have one structure, and nothing need be taken apart.
    /// </summary>
    public Y Invoke(X tuple, ReadOnlySpan<Tensor> items) => Run(flat ??= Tree.StructureOf(tuple), items);

    /// <inheritdoc/>
    public void Into(X x, Tensor[] outputs)
    {
        if (!typeof(X).IsValueType && x is Tensor tensor)
        {
            RunInto(TreeStructure.Leaf, new ReadOnlySpan<Tensor>(in tensor), outputs);
            return;
        }

        var structure = Tree.StructureOf(x);
        var leaves = TreeLeaves.Rent();
        try
        {
            Tree.Flatten(x, leaves);
            RunInto(structure, CollectionsMarshal.AsSpan(leaves), outputs);
        }
        finally
        {
            TreeLeaves.Return(leaves);
        }
    }

    /// <inheritdoc/>
    public void Into(X tuple, ReadOnlySpan<Tensor> items, Tensor[] outputs) => RunInto(flat ??= Tree.StructureOf(tuple), items, outputs);

    private void RunInto(TreeStructure structure, ReadOnlySpan<Tensor> leaves, Tensor[] outputs) => EntryOf(structure, leaves).RunInto(leaves, outputs);

    private Entry EntryOf(TreeStructure structure, ReadOnlySpan<Tensor> leaves)
    {
        var entry = last;
        if (entry is null || !entry.Signature.Matches(structure, leaves) || !entry.IsUsable)
            last = entry = Find(Signature.Of(structure, leaves));
        return entry;
    }

    private Y Run(TreeStructure structure, ReadOnlySpan<Tensor> leaves)
    {
        var entry = EntryOf(structure, leaves);
        if (ReferenceEquals(entry.Output, TreeStructure.Leaf))
        {
            Tensor result = null!;
            entry.Run(leaves, new Span<Tensor>(ref result));
            return (Y)(object)result;
        }

        var results = new Tensor[entry.Output.LeafCount];
        entry.Run(leaves, results);
        return Tree.Unflatten<Y>(entry.Output, results);
    }

    /// <inheritdoc/>
    public CompilationReport Explain(X x)
    {
        var entry = Find(Signature.Of(Tree.StructureOf(x), TreeLeaves.Of(x)));
        return new CompilationReport(entry.Graph);
    }

    /// <inheritdoc/>
    public CompiledRecord Record(X x)
    {
        var leaves = TreeLeaves.Rent();
        try
        {
            Tree.Flatten(x, leaves);
            return EntryOf(Tree.StructureOf(x), CollectionsMarshal.AsSpan(leaves)).Record;
        }
        finally
        {
            TreeLeaves.Return(leaves);
        }
    }

    private Entry Find(Signature signature)
    {
        while (true)
        {
            var lazy = entries.GetOrAdd(signature, s => new Lazy<Entry>(() => Trace(s)));
            try
            {
                if (lazy.Value.IsUsable)
                    return lazy.Value;
            }
            catch
            {
                // A function that throws while it is traced is traced again by the next call.
                entries.TryRemove(KeyValuePair.Create(signature, lazy));
                throw;
            }

            // The graph holds tensors of a trace that has ended.
            entries.TryRemove(KeyValuePair.Create(signature, lazy));
        }
    }

    private Entry Trace(Signature signature)
    {
        if (Interlocked.Increment(ref traces) > options.MaxTraces)
            throw new RetraceException(
                $"{new TraceOrigin(nameof(Transforms.Jit), named)}: traced {traces} times, but MaxTraces is {options.MaxTraces}; the arguments are now "
                + $"{signature}. Keep shapes, element types and static parts the same from call to call, or raise the limit.");
        var flat = new TreeFunction<X, Y>(function, signature.Structure);
        var graph = Staging.Trace(
            flat.Invoke, signature.Types, new TraceOrigin(nameof(Transforms.Jit), named),
            ArgumentNames.Of(signature.Structure, named, isTuple), signature.Literals);
        return new Entry(signature, graph, flat.Output, options.CompilesAtOnce ? Pipeline.CompileAtOnce : Pipeline.Compile);
    }

    /// <summary>What a compiled function depends on.</summary>
    private sealed class Signature(TreeStructure structure, TensorType[] types, LiteralKind[] literals) : IEquatable<Signature>
    {
        public TreeStructure Structure { get; } = structure;

        public TensorType[] Types { get; } = types;

        /// <summary>Which were written as C# numbers, which take the element type of the tensor they meet.</summary>
        public LiteralKind[] Literals { get; } = literals;

        public static Signature Of(TreeStructure structure, ReadOnlySpan<Tensor> leaves)
        {
            var types = new TensorType[leaves.Length];
            var literals = new LiteralKind[leaves.Length];
            for (int i = 0; i < types.Length; i++)
                (types[i], literals[i]) = (leaves[i].Type, leaves[i].Literal);
            return new Signature(structure, types, literals);
        }

        public bool Matches(TreeStructure structure, ReadOnlySpan<Tensor> leaves)
        {
            if (!ReferenceEquals(Structure, structure) && !Structure.Equals(structure))
                return false;
            for (int i = 0; i < leaves.Length; i++)
                if (Types[i].DType != leaves[i].DType || Literals[i] != leaves[i].Literal || Types[i].Shape != leaves[i].Shape)
                    return false;
            return true;
        }

        public bool Equals(Signature? other) =>
            other is not null && Structure.Equals(other.Structure) && Types.AsSpan().SequenceEqual(other.Types)
            && Literals.AsSpan().SequenceEqual(other.Literals);

        public override bool Equals(object? obj) => Equals(obj as Signature);

        public override int GetHashCode()
        {
            var hash = new HashCode();
            hash.Add(Structure);
            foreach (var type in Types)
                hash.Add(type);
            foreach (var literal in Literals)
                hash.Add(literal);
            return hash.ToHashCode();
        }

        public override string ToString()
        {
            var types = Types.Select((type, i) => Literals[i] == LiteralKind.None ? $"{type}" : $"{type} as a C# number");
            return $"{Structure} with {string.Join(", ", types)}";
        }
    }

    /// <summary>A traced function, compiled when it first runs on concrete tensors.</summary>
    private sealed class Entry
    {
        private readonly Call call;
        private readonly Tensor[] captures;
        private Tensor[]? kept;
        private IExecutable? executable;
        private IExecutable? into;

        public Entry(Signature signature, Graph graph, TreeStructure output, GraphCompiler compiler)
        {
            Signature = signature;
            Output = output;
            graph = DeadCode.Remove(graph);
            captures = Array.ConvertAll(graph.Captures, c => c.Value);
            call = new Call(graph.WithCapturesAsInputs(), compiler);
            Record = new CompiledRecord(call.Graph, captures, output);
        }

        public CompiledRecord Record { get; }

        public Signature Signature { get; }

        public TreeStructure Output { get; }

        public Graph Graph => call.Graph;

        /// <summary>Whether all tensors that the function took from outside may still be used.</summary>
        public bool IsUsable
        {
            get
            {
                foreach (var capture in captures)
                    if (capture.Tracer is { Trace.IsAlive: false })
                        return false;
                return true;
            }
        }

        public void Run(ReadOnlySpan<Tensor> leaves, Span<Tensor> results)
        {
            var all = WithCaptures(ref leaves);
            if (Tracing.Trace.Current is null && AllConcrete(leaves))
                (executable ??= call.Executable).Run(leaves, results);
            else
                Tracing.Trace.Bind(call, leaves).CopyTo(results);
            Return(all, leaves.Length);
        }

        public void RunInto(ReadOnlySpan<Tensor> leaves, Tensor[] outputs)
        {
            var all = WithCaptures(ref leaves);
            if (Tracing.Trace.Current is not null || !AllConcrete(leaves))
                throw new InvalidOperationException("Into: while a function is traced there is no memory to write to; call the compiled function itself.");
            Destinations.Check(call.Graph, leaves, outputs);
            into ??= Pipeline.CompileAtOnce(call.Graph);
            if (into is CompiledProgram program)
            {
                program.RunInto(leaves, outputs);
            }
            else
            {
                var results = into.Run(leaves);
                for (int i = 0; i < results.Length; i++)
                    Destinations.Copy(results[i], outputs[i]);
            }

            Return(all, leaves.Length);
        }

        /// <summary>Makes the leaves all operands: in an array that goes back, if there are captures beside them.</summary>
        private Tensor[]? WithCaptures(ref ReadOnlySpan<Tensor> leaves)
        {
            if (captures.Length == 0)
                return null;
            // The captures stay in it from call to call.
            var all = Interlocked.Exchange(ref kept, null) ?? [.. leaves, .. captures];
            leaves.CopyTo(all);
            leaves = all;
            return all;
        }

        private void Return(Tensor[]? all, int count)
        {
            if (all is null)
                return;
            Array.Clear(all, 0, count - captures.Length);
            kept = all;
        }

        private static bool AllConcrete(ReadOnlySpan<Tensor> operands)
        {
            foreach (var x in operands)
                if (!x.IsConcrete)
                    return false;
            return true;
        }
    }
}
