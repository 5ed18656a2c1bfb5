using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace Covector.Benchmarks;

/// <summary>The peer for matrix products: OpenBLAS, if the machine has it (Debian: libopenblas0-pthread).</summary>
internal static unsafe class OpenBlas
{
    private const int RowMajor = 101;
    private const int Plain = 111;
    private const int Transposed = 112;

    private static readonly nint Library = Load();

    private static readonly delegate* unmanaged<int, int, int, int, int, int, float, float*, int, float*, int, float, float*, int, void> Single =
        (delegate* unmanaged<int, int, int, int, int, int, float, float*, int, float*, int, float, float*, int, void>)Export("cblas_sgemm");

    private static readonly delegate* unmanaged<int, int, int, int, int, int, double, double*, int, double*, int, double, double*, int, void> Double =
        (delegate* unmanaged<int, int, int, int, int, int, double, double*, int, double*, int, double, double*, int, void>)Export("cblas_dgemm");

    public static bool IsAvailable => Library != 0;

    /// <summary>The number of threads that compute.</summary>
    public static int Threads
    {
        set
        {
            if (Library != 0 && NativeLibrary.TryGetExport(Library, "openblas_set_num_threads", out nint setThreads))
                ((delegate* unmanaged<int, void>)setThreads)(value);
        }
    }

    /// <summary>
    /// A processor of OpenBLAS's list that has this one's instructions, where OpenBLAS itself takes it for the oldest in that list, since it
    /// is younger than the library; null where it is known.
    /// </summary>
    public static string? CoreItShouldTake
    {
        get
        {
            if (Library == 0 || !NativeLibrary.TryGetExport(Library, "openblas_get_corename", out nint name)
                || Marshal.PtrToStringUTF8(((delegate* unmanaged<nint>)name)()) != "Prescott")
                return null;
            return Avx512F.IsSupported ? "SkylakeX" : Fma.IsSupported ? "Haswell" : null;
        }
    }

    /// <summary>C = A·B in row-major order, without padding; a transposed operand is given as it lies in memory.</summary>
    public static void Multiply(float* a, bool transposeA, float* b, bool transposeB, float* c, int m, int n, int k) =>
        Single(RowMajor, transposeA ? Transposed : Plain, transposeB ? Transposed : Plain, m, n, k, 1, a, transposeA ? m : k, b, transposeB ? k : n, 0, c, n);

    /// <inheritdoc cref="Multiply(float*, bool, float*, bool, float*, int, int, int)"/>
    public static void Multiply(double* a, bool transposeA, double* b, bool transposeB, double* c, int m, int n, int k) =>
        Double(RowMajor, transposeA ? Transposed : Plain, transposeB ? Transposed : Plain, m, n, k, 1, a, transposeA ? m : k, b, transposeB ? k : n, 0, c, n);

    private static nint Load()
    {
        string[] names = OperatingSystem.IsWindows() ? ["libopenblas.dll"] : OperatingSystem.IsMacOS() ? ["libopenblas.dylib"] : ["libopenblas.so.0", "libopenblas.so"];
        foreach (string name in names)
        {
            if (NativeLibrary.TryLoad(name, out nint library))
                return library;
        }
        return 0;
    }

    private static nint Export(string name) => Library == 0 ? 0 : NativeLibrary.GetExport(Library, name);
}
