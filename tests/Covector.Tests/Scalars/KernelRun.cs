using System.Runtime.InteropServices;
using Covector.Runtime;

namespace Covector.Tests.Scalars;

/// <summary>Runs tile kernels on arrays, in buffers with exactly the padding that kernels are promised.</summary>
internal static unsafe class KernelRun
{
    public static DType TypeOf<T>() where T : unmanaged =>
        typeof(T) == typeof(float) ? DType.Float32
        : typeof(T) == typeof(double) ? DType.Float64
        : typeof(T) == typeof(int) ? DType.Int32
        : typeof(T) == typeof(long) ? DType.Int64
        : DType.Bool;

    public static TResult[] Unary<T, TResult>(string name, T[] x, bool inPlace = false) where T : unmanaged where TResult : unmanaged
    {
        var kernel = TileKernels.UnaryKernel(name, TypeOf<T>());
        if (kernel == null) throw new ArgumentException($"No kernel {name} for {TypeOf<T>()}.");
        return Run<TResult>(x.Length, sizeof(T), inPlace, [MemoryMarshal.AsBytes(x.AsSpan()).ToArray()], (p, y, n) => kernel((byte*)p[0], (byte*)y, n));
    }

    public static TResult[] Convert<T, TResult>(T[] x) where T : unmanaged where TResult : unmanaged
    {
        var kernel = TileKernels.ConvertKernel(TypeOf<T>(), TypeOf<TResult>());
        return Run<TResult>(x.Length, sizeof(T), false, [MemoryMarshal.AsBytes(x.AsSpan()).ToArray()], (p, y, n) => kernel((byte*)p[0], (byte*)y, n));
    }

    public static TResult[] Binary<T, TResult>(string name, T[] a, T[] b, bool inPlace = false) where T : unmanaged where TResult : unmanaged
    {
        var kernel = TileKernels.BinaryKernel(name, TypeOf<T>());
        if (kernel == null) throw new ArgumentException($"No kernel {name} for {TypeOf<T>()}.");
        byte[][] operands = [MemoryMarshal.AsBytes(a.AsSpan()).ToArray(), MemoryMarshal.AsBytes(b.AsSpan()).ToArray()];
        return Run<TResult>(a.Length, sizeof(T), inPlace, operands, (p, y, n) => kernel((byte*)p[0], (byte*)p[1], (byte*)y, n));
    }

    public static T[] Select<T>(bool[] mask, T[] a, T[] b, bool inPlace = false) where T : unmanaged
    {
        var kernel = TileKernels.TernaryKernel("select", TypeOf<T>());
        byte[][] operands =
        [
            MemoryMarshal.AsBytes(a.AsSpan()).ToArray(), MemoryMarshal.AsBytes(b.AsSpan()).ToArray(), MemoryMarshal.AsBytes(mask.AsSpan()).ToArray(),
        ];
        return Run<T>(a.Length, sizeof(T), inPlace, operands, (p, y, n) => kernel((byte*)p[2], (byte*)p[0], (byte*)p[1], (byte*)y, n));
    }

    private delegate void Call(nint[] operands, nint result, nint n);

    private static TResult[] Run<TResult>(int n, int width, bool inPlace, byte[][] operands, Call call) where TResult : unmanaged
    {
        const int guard = 64;
        var widest = Math.Max(width, sizeof(TResult));
        // Elements that fill whole vectors of the widest operand; the buffers of narrower ones end at the next multiple of 32 bytes.
        var padded = ((n * widest) + 31) / 32 * 32 / widest;
        var blocks = new List<(nint Block, int Bytes)>();
        try
        {
            nint Allocate(ReadOnlySpan<byte> content, int elementWidth)
            {
                var bytes = ((padded * elementWidth) + 31) / 32 * 32;
                var block = (byte*)NativeMemory.AlignedAlloc((nuint)(bytes + (2 * guard)), 64);
                new Span<byte>(block, bytes + (2 * guard)).Fill(0xA5);
                new Span<byte>(block + guard, bytes).Clear();
                content.CopyTo(new Span<byte>(block + guard, bytes));
                blocks.Add(((nint)block, bytes));
                return (nint)(block + guard);
            }

            var pointers = operands.Select(operand => Allocate(operand, n == 0 ? width : operand.Length / n)).ToArray();
            var result = inPlace ? pointers[0] : Allocate([], sizeof(TResult));
            call(pointers, result, n);
            foreach (var (block, bytes) in blocks)
            {
                for (var k = 0; k < guard; k++)
                {
                    if (((byte*)block)[k] != 0xA5 || ((byte*)block)[guard + bytes + k] != 0xA5)
                        throw new InvalidOperationException("The kernel wrote outside the padding.");
                }
            }
            return new Span<TResult>((void*)result, n).ToArray();
        }
        finally
        {
            foreach (var (block, _) in blocks) NativeMemory.AlignedFree((void*)block);
        }
    }
}
