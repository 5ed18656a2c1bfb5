namespace Covector.Compiler;

/// <summary>Copies views to places in a new tensor, which is zero elsewhere: copies, concatenations, paddings.</summary>
internal sealed class PlaceStep : ProgramStep
{
    private readonly (View Source, int Input, long Offset, nint[] Strides, bool IsRun)[] parts;
    private readonly bool clears;

    /// <param name="parts">What goes where: the element of the result that the first element becomes, and the steps there.</param>
    /// <param name="output">The result.</param>
    /// <param name="covers">Whether the parts leave no element out, or others write the rest.</param>
    public PlaceStep(IReadOnlyList<(View Source, long Offset, nint[] Strides)> parts, Variable output, bool covers)
        : base(Roots(parts.Select(p => p.Source)), [output])
    {
        this.parts =
            [.. parts.Select(p => (p.Source, Array.IndexOf(Inputs, p.Source.Root), p.Offset, p.Strides, IsRun(p.Source, p.Strides)))];
        clears = !covers;
    }

    /// <summary>What is copied as it is, if nothing else happens.</summary>
    public View? Copied =>
        !clears && parts is [{ IsRun: true, Offset: 0 } part] && part.Source.Shape.Size == Outputs[0].Type.Shape.Size ? part.Source : null;

    /// <summary>Whether it is zero where nothing is copied.</summary>
    public bool Clears => clears;

    /// <summary>What is copied where.</summary>
    public IEnumerable<(View From, View To)> Moves =>
        parts.Select(p => (p.Source, new View(Outputs[0], p.Source.Shape, p.Offset, new Strides(p.Strides))));

    /// <summary>What is copied as it is may stay where it is.</summary>
    public override bool CanWriteOver(Variable operand, Variable output) => Copied is { Offset: 0 } source && source.Root == operand;

    public override double Cost => Outputs[0].Type.Shape.Size * 0.3;

    public override string ToString() => $"copy{Outputs[0].Type.Shape}";

    /// <summary>A view as a tensor of its own.</summary>
    public static PlaceStep Copy(View source, Variable output) =>
        new([(source, 0, Tensor.ContiguousStrides(source.Shape))], output, covers: true);

    public static PlaceStep Pad(View source, Pad pad, Variable output)
    {
        var strides = Tensor.ContiguousStrides(output.Type.Shape);
        long offset = 0;
        for (int i = 0; i < strides.Length; i++)
        {
            offset += strides[i] * (long)pad.Low[i];
            strides[i] *= pad.Interior[i] + 1;
        }

        return new PlaceStep([(source, offset, strides)], output, covers: false);
    }

    public override unsafe void Run(nint* addresses)
    {
        byte* target = (byte*)addresses[Inputs.Length];
        int size = Outputs[0].Type.DType.Size;
        if (clears)
            NativeMemory.Clear(target, (nuint)(Outputs[0].Type.Shape.Size * size));
        foreach (var (source, input, offset, strides, isRun) in parts)
        {
            byte* from = (byte*)addresses[input] + source.Offset * size;
            if (!isRun)
                StridedCopy.Copy(from, source.Strides.AsSpan(), target + offset * size, strides, source.Shape.AsSpan(), size);
            else if (from != target + offset * size)
                Unsafe.CopyBlockUnaligned(target + offset * size, from, (uint)(source.Shape.Size * size));
        }
    }

    /// <summary>Whether the elements lie one after another on both sides.</summary>
    private static bool IsRun(View source, nint[] strides) => source.IsRowMajor && source.Shape.Size <= int.MaxValue / 8
        && new View(source.Root, source.Shape, 0, new Strides(strides)).IsRowMajor;
}
