namespace Covector.Primitives;

/// <summary>The part of a loop that some of its outputs need.</summary>
/// <param name="Body">The body with the inputs and outputs that are left.</param>
/// <param name="Inputs">Which are left.</param>
/// <param name="Outputs">Which are left.</param>
internal sealed record PrunedLoop(Graph Body, bool[] Inputs, bool[] Outputs)
{
    /// <param name="body">The body of the loop.</param>
    /// <param name="constants">The number of constants.</param>
    /// <param name="carries">The number of values carried from step to step.</param>
    /// <param name="needed">The outputs that are wanted.</param>
    /// <param name="readElsewhere">The constants and carries that something besides the body reads.</param>
    public static PrunedLoop Of(Graph body, int constants, int carries, BitMask needed, bool[] readElsewhere)
    {
        var outputs = needed.ToArray();
        Marks.Grow(outputs.AsSpan(0, carries), readElsewhere.AsSpan(constants));
        while (true)
        {
            var (part, read) = DeadCode.Restrict(body, outputs);
            if (Marks.Grow(outputs.AsSpan(0, carries), read.AsSpan(constants, carries)))
                continue;
            Marks.Grow(read.AsSpan(0, constants), readElsewhere);
            outputs.AsSpan(0, carries).CopyTo(read.AsSpan(constants));
            return new PrunedLoop(part.With(Marks.Select<Variable>(part.Inputs, read), part.Outputs), read, outputs);
        }
    }
}
