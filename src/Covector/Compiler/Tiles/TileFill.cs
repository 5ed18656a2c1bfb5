namespace Covector.Compiler;

/// <summary>Filling a tile with one element.</summary>
internal static unsafe class TileFill
{
    public static void Run(byte* tile, int size, long bits, nint count)
    {
        switch (size)
        {
            case 1:
                new Span<byte>(tile, (int)count).Fill((byte)bits);
                break;
            case 4:
                new Span<int>(tile, (int)count).Fill((int)bits);
                break;
            default:
                new Span<long>(tile, (int)count).Fill(bits);
                break;
        }
    }
}
