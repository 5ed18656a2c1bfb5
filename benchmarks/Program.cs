using BenchmarkDotNet.Running;
using Covector.Benchmarks;
using Covector.Benchmarks.Workloads;

// "core" prints the bars of the core and whether they are met (all, or the groups named); "workloads" and "gradbench" (see --help), "table" (of all cases or those named)
// and "movement" print tables of whole programs, of the matrix product and of memory movement. These run in one process; everything else goes
// to the benchmark runner.
if (args is ["workloads" or "gradbench", ..])
    return WorkloadCommand.Run(args);
if (args is ["core", ..])
    CoreTable.Print(args.AsSpan(1));
else if (args is ["table", ..])
    MatrixProductTable.Print(args.AsSpan(1));
else if (args is ["movement", ..])
    MovementTable.Print();
else
    BenchmarkSwitcher.FromAssembly(typeof(MatrixProductBenchmark).Assembly).Run(args);
return 0;
