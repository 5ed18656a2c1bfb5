using BenchmarkDotNet.Running;
using Covector.Benchmarks;
using Covector.Benchmarks.Workloads;

// "workloads" and "gradbench" (see --help), "table" (of all cases or those named) and "movement" print tables in one process; everything else
// goes to the benchmark runner.
if (args is ["workloads" or "gradbench", ..])
    return WorkloadCommand.Run(args);
if (args is ["table", ..])
    MatrixProductTable.Print(args.AsSpan(1));
else if (args is ["movement", ..])
    MovementTable.Print();
else
    BenchmarkSwitcher.FromAssembly(typeof(MatrixProductBenchmark).Assembly).Run(args);
return 0;
