using BenchmarkDotNet.Attributes;
using Covector.Runtime;

namespace Covector.Benchmarks;

/// <summary>Square products, one thread, against OpenBLAS.</summary>
public unsafe class MatrixProductBenchmark
{
    private readonly Operands operands = new(1024, 1024, 1024);

    [Params(4, 16, 64, 256, 1024)]
    public int N { get; set; } = 1024;

    [Benchmark]
    public void CovectorFloat32() => MatrixProduct.Multiply(operands.A32, N, 1, operands.B32, N, 1, operands.C32, N, N, N, N, false);

    [Benchmark]
    public void OpenBlasFloat32() => OpenBlas.Multiply(operands.A32, false, operands.B32, false, operands.C32, N, N, N);

    [Benchmark]
    public void CovectorFloat64() => MatrixProduct.Multiply(operands.A64, N, 1, operands.B64, N, 1, operands.C64, N, N, N, N, false);

    [Benchmark]
    public void OpenBlasFloat64() => OpenBlas.Multiply(operands.A64, false, operands.B64, false, operands.C64, N, N, N);
}
