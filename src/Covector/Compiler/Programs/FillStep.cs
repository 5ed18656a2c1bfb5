namespace Covector.Compiler;

/// <summary>Writes a constant: one element.</summary>
internal sealed class FillStep(Variable output, long bits) : ProgramStep([], [output])
{
    public override double Cost => 1;

    public override string ToString() => "fill";

    public override unsafe void Run(nint* addresses)
    {
        switch (Outputs[0].Type.DType.Size)
        {
            case 1:
                *(byte*)addresses[0] = (byte)bits;
                break;
            case 4:
                *(int*)addresses[0] = (int)bits;
                break;
            default:
                *(long*)addresses[0] = bits;
                break;
        }
    }
}
