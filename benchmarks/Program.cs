using BenchmarkDotNet.Running;
using Covector.Benchmarks;
using Covector.Benchmarks.Workloads;

// "core" prints the bars of the core and whether they are met (all, or the groups named), "movement" a table of memory movement; the tables
// of whole programs, of products, of compiling and of growth have options (see "workloads --help"). Everything else goes to the benchmark runner.
if (args is ["workloads" or "gradbench" or "products" or "compiling" or "growth", ..])
    return WorkloadCommand.Run(args);
if (args is [CompileTable.FirstKernelCommand])
{
    CompileTable.PrintFirstKernel();
    return 0;
}

if (args is ["core", ..])
{
    if (CleanProcess.Run(args) is { } exitCode)
        return exitCode;
    CoreTable.Print(args.AsSpan(1));
}
else if (args is ["movement", ..])
    MovementTable.Print();
else if (args is ["maps", ..])
{
    if (CleanProcess.Run(args) is { } exitCode)
        return exitCode;
    MapsTable.Print();
}
else if (args is ["formulas", ..])
{
    if (CleanProcess.Run(args) is { } exitCode)
        return exitCode;
    FormulasTable.Print(args.AsSpan(1));
}
else
    BenchmarkSwitcher.FromAssembly(typeof(MatrixProductBenchmark).Assembly).Run(args);
return 0;
