using BenchmarkDotNet.Running;
using Covector.Benchmarks;

// "table" (of all cases or those named) and "movement" print quick tables in one process; everything else goes to the benchmark runner.
if (args is ["table", ..])
    MatrixProductTable.Print(args.AsSpan(1));
else if (args is ["movement", ..])
    MovementTable.Print();
else
    BenchmarkSwitcher.FromAssembly(typeof(MatrixProductBenchmark).Assembly).Run(args);
