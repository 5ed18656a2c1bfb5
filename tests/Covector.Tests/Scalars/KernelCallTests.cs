using Covector.Compiler;
using Covector.Runtime;
using Covector.Scalars;
using Xunit;

namespace Covector.Tests.Scalars;

/// <summary>How kernels are called: every length, in place, the padding, the look-up.</summary>
public sealed unsafe class KernelCallTests
{
    private static readonly float[] s_singles = [.. Enumerable.Range(0, 71).Select(i => 0.25f + (0.0625f * i))];
    private static readonly double[] s_doubles = [.. Enumerable.Range(0, 71).Select(i => 0.25 + (0.0625 * i))];

    [Fact]
    public void Every_length_gives_the_elements_of_the_longest_one()
    {
        foreach (var definition in TileKernelDefinitions.All)
        {
            if (definition.Signatures.All(signature => signature[^1] != DType.Float32) || definition.Program(definition.Signatures[^1]).ResultType == DType.Bool) continue;
            if (definition.Arity == 1 && !definition.Name.StartsWith("convert", StringComparison.Ordinal))
            {
                var single = KernelRun.Unary<float, float>(definition.Name, s_singles);
                var wide = KernelRun.Unary<double, double>(definition.Name, s_doubles);
                for (var n = 0; n <= 70; n++)
                {
                    Assert.Equal(single[..n], KernelRun.Unary<float, float>(definition.Name, s_singles[..n]));
                    Assert.Equal(single[..n], KernelRun.Unary<float, float>(definition.Name, s_singles[..n], inPlace: true));
                    Assert.Equal(wide[..n], KernelRun.Unary<double, double>(definition.Name, s_doubles[..n]));
                    Assert.Equal(wide[..n], KernelRun.Unary<double, double>(definition.Name, s_doubles[..n], inPlace: true));
                }
            }
            else if (definition.Arity == 2)
            {
                var reversed = s_singles.Reverse().ToArray();
                var reversedWide = s_doubles.Reverse().ToArray();
                var single = KernelRun.Binary<float, float>(definition.Name, s_singles, reversed);
                var wide = KernelRun.Binary<double, double>(definition.Name, s_doubles, reversedWide);
                for (var n = 0; n <= 70; n++)
                {
                    Assert.Equal(single[..n], KernelRun.Binary<float, float>(definition.Name, s_singles[..n], reversed[..n]));
                    Assert.Equal(single[..n], KernelRun.Binary<float, float>(definition.Name, s_singles[..n], reversed[..n], inPlace: true));
                    Assert.Equal(wide[..n], KernelRun.Binary<double, double>(definition.Name, s_doubles[..n], reversedWide[..n], inPlace: true));
                }
            }
        }
    }

    [Fact]
    public void Comparisons_selections_and_conversions_take_every_length()
    {
        for (var n = 0; n <= 70; n++)
        {
            var single = s_singles[..n];
            var wide = s_doubles[..n];
            var mask = single.Select((_, i) => i % 3 == 0).ToArray();
            Assert.Equal(single.Select(x => x < 2f), KernelRun.Binary<float, bool>("lt", single, [.. single.Select(_ => 2f)]));
            Assert.Equal(wide.Select(x => x >= 2.0), KernelRun.Binary<double, bool>("ge", wide, [.. wide.Select(_ => 2.0)]));
            Assert.Equal(single.Select((x, i) => mask[i] ? x : -x), KernelRun.Select(mask, single, [.. single.Select(x => -x)], inPlace: true));
            Assert.Equal(wide.Select((x, i) => mask[i] ? x : -x), KernelRun.Select(mask, wide, [.. wide.Select(x => -x)]));
            Assert.Equal(mask.Select((m, i) => m ? i % 2 == 0 : i % 5 == 0),
                KernelRun.Select(mask, [.. mask.Select((_, i) => i % 2 == 0)], mask.Select((_, i) => i % 5 == 0).ToArray()));
            Assert.Equal(single.Select(x => (double)x), KernelRun.Convert<float, double>(single));
            Assert.Equal(wide.Select(x => (float)x), KernelRun.Convert<double, float>(wide));
            Assert.Equal(mask.Select(m => m ? 1.0 : 0), KernelRun.Convert<bool, double>(mask));
            Assert.Equal(mask.Select(m => m ? 1L : 0), KernelRun.Convert<bool, long>(mask));
        }
    }

    [Fact]
    public void Every_definition_is_found_by_name_and_type_and_nothing_else_is()
    {
        foreach (var definition in TileKernelDefinitions.All)
        {
            foreach (var type in Enum.GetValues<DType>())
            {
                var expected = definition.Signatures.Any(signature => signature[^1] == type);
                Assert.Equal(expected, definition.Arity switch
                {
                    1 => TileKernels.UnaryKernel(definition.Name, type) != null,
                    2 => TileKernels.BinaryKernel(definition.Name, type) != null,
                    _ => TileKernels.TernaryKernel(definition.Name, type) != null,
                });
            }
        }
        Assert.True(TileKernels.UnaryKernel("no_such", DType.Float32) == null);
    }

    [Fact]
    public void Every_program_passes_the_checker()
    {
        foreach (var definition in TileKernelDefinitions.All)
        {
            foreach (var signature in definition.Signatures) ExprChecker.Check(definition.Program(signature));
        }
    }
}
