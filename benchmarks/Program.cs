using BenchmarkDotNet.Running;
using Covector.Benchmarks;

// "table" prints quick tables in one process; everything else goes to the benchmark runner.
if (args is ["table", ..])
    MatrixProductTable.Print();
else
    BenchmarkSwitcher.FromAssembly(typeof(MatrixProductBenchmark).Assembly).Run(args);
