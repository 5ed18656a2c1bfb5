using System.Diagnostics;

namespace Covector.Compiler;

/// <summary>
/// A graph that runs on tiles until it has proved worth compiling: it has run often or long. Then it is compiled in the background, while
/// calls go on as before; both compute the same bits.
/// </summary>
internal sealed class TieredExecutable : IExecutable
{
    private const int ManyRuns = 16;

    /// <summary>Compiling takes some milliseconds: about as long may be spent before.</summary>
    private static readonly long LongTime = Stopwatch.Frequency / 500;

    private readonly Graph graph;
    private readonly Executable tiles;
    private IExecutable? compiled;
    private int runs;
    private long time;
    private int isQueued;

    public TieredExecutable(Graph graph)
    {
        this.graph = graph;
        tiles = new Executable(Scheduler.Run(graph));
    }

    /// <summary>Whether calls run compiled code.</summary>
    public bool IsCompiled => compiled is not null;

    public int OutputCount => graph.Outputs.Length;

    public void Run(ReadOnlySpan<Tensor> inputs, Span<Tensor> outputs)
    {
        if (compiled is { } program)
        {
            program.Run(inputs, outputs);
            return;
        }

        long start = Stopwatch.GetTimestamp();
        tiles.Run(inputs, outputs);
        time += Stopwatch.GetTimestamp() - start;
        if ((++runs >= ManyRuns || time > LongTime) && Interlocked.Exchange(ref isQueued, 1) == 0)
            ThreadPool.UnsafeQueueUserWorkItem(static e => e.Compile(), this, preferLocal: false);
    }

    private void Compile()
    {
        try
        {
            var program = new CompiledProgram(graph);
            program.Prepare();
            compiled = program;
        }
        catch (Exception exception)
        {
            // An error on a thread of the pool would end the process of somebody whose calls go on well on tiles.
            Debug.Fail("A graph could not be compiled.", exception.ToString());
        }
    }
}
