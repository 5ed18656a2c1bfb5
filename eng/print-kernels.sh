#!/usr/bin/env bash
# Prints src/Covector/Runtime/Kernels/*.g.cs again from the Lower rules of the elementwise primitives.
# The printer lives in the library that contains the kernels; when the old ones do not compile any more, --from-scratch
# first puts an empty look-up in their place.
set -euo pipefail
cd "$(dirname "$0")/.."
kernels=src/Covector/Runtime/Kernels
if [ "${1:-}" = --from-scratch ]; then
  rm -f $kernels/*.g.cs
  {
    echo 'namespace Covector.Runtime;'
    echo 'internal static unsafe partial class TileKernels'
    echo '{'
    echo '    public static delegate*<byte*, byte*, nint, void> UnaryKernel(string name, DType type) => null;'
    echo '    public static delegate*<byte*, byte*, byte*, nint, void> BinaryKernel(string name, DType type) => null;'
    echo '    public static delegate*<byte*, byte*, byte*, byte*, nint, void> TernaryKernel(string name, DType type) => null;'
    echo '}'
  } > $kernels/TileKernels.Lookup.g.cs
fi
dotnet build tests/Covector.Tests -v quiet
COVECTOR_PRINT_KERNELS=1 dotnet run --no-build --project tests/Covector.Tests -- -class Covector.Tests.Scalars.PrintedKernelsTests
