using System.Runtime.InteropServices;
using static Covector.Functions;

namespace Covector.Tests.Runtime;

/// <summary>Kernels read whole vectors, and no byte behind the memory that a tensor has: a page that nobody may touch begins there.</summary>
public sealed unsafe partial class GuardedMemoryTests
{
    [Fact]
    public void ScalarsAtTheEndOfTheirMemory()
    {
        if (!OperatingSystem.IsLinux())
            return;
        int page = Environment.SystemPageSize, count = page / sizeof(double);
        nint memory = Map(0, 2 * page, ReadAndWrite, PrivateAndAnonymous, -1, 0);
        Assert.NotEqual(-1, memory);
        try
        {
            Assert.Equal(0, Protect(memory + page, page, 0));
            new Span<double>((void*)memory, count).Fill(3);
            var x = Tensor.Borrow(memory, new TensorType(DType.Float64, [count]), [count], [1], 0);
            Tensor last = x[^1], pair = x[^2..], one = x[^1..];
            Tensor two = Tensor.From([2.0])[0];
            Holds(6, last + last, last * two, two * last, Sum(pair), pair[0] + pair[1], last + 3.0, 3.0 + one, one + last, last + one);
            Holds(3, -(-last), Where(last > two, last, two), Where(one > two, one, last), last.AsType(DType.Float32), Maximum(last, one));
            GC.KeepAlive(x);
        }
        finally
        {
            Assert.Equal(0, Unmap(memory, 2 * page));
        }

        static void Holds(double expected, params Tensor[] results) => Assert.All(results, r => Assert.Equal(expected, (double)r));
    }

    private const int ReadAndWrite = 3, PrivateAndAnonymous = 0x22;

    [LibraryImport("libc", EntryPoint = "mmap")]
    private static partial nint Map(nint address, nint length, int protection, int flags, int file, nint offset);

    [LibraryImport("libc", EntryPoint = "mprotect")]
    private static partial int Protect(nint address, nint length, int protection);

    [LibraryImport("libc", EntryPoint = "munmap")]
    private static partial int Unmap(nint address, nint length);
}
