using static Covector.Functions;
using static Covector.Tests.Functions.Everywhere;

namespace Covector.Tests.Functions;

public sealed class EinsumTests
{
    [Theory]
    [InlineData("ij->ji", new[] { 2, 3 })]
    [InlineData("ii->", new[] { 3, 3 })]
    [InlineData("ii->i", new[] { 3, 3 })]
    [InlineData("iji->j", new[] { 2, 3, 2 })]
    [InlineData("iii->i", new[] { 2, 2, 2 })]
    [InlineData("iijj->ij", new[] { 2, 2, 3, 3 })]
    [InlineData("ijk->", new[] { 2, 3, 2 })]
    [InlineData("ijk->ki", new[] { 2, 3, 2 })]
    [InlineData("ij,jk->ik", new[] { 2, 3 }, new[] { 3, 4 })]
    [InlineData("ij,jk->ki", new[] { 2, 3 }, new[] { 3, 4 })]
    [InlineData("ij,kj->", new[] { 2, 3 }, new[] { 4, 3 })]
    [InlineData("i,j->ji", new[] { 2 }, new[] { 3 })]
    [InlineData("i,i->i", new[] { 3 }, new[] { 3 })]
    [InlineData("ij,ij->i", new[] { 2, 3 }, new[] { 2, 3 })]
    [InlineData("ji,ij->i", new[] { 3, 2 }, new[] { 2, 3 })]
    [InlineData("bij,bjk->bik", new[] { 2, 3, 4 }, new[] { 2, 4, 5 })]
    [InlineData("bij,jkb->kbi", new[] { 2, 3, 4 }, new[] { 4, 5, 2 })]
    [InlineData("ijk,kl->ijl", new[] { 2, 3, 2 }, new[] { 2, 3 })]
    [InlineData("ij,b->bji", new[] { 2, 3 }, new[] { 2 })]
    [InlineData("bi,bj->bij", new[] { 2, 3 }, new[] { 2, 4 })]
    [InlineData("ii,ij->j", new[] { 3, 3 }, new[] { 3, 2 })]
    [InlineData("ij,jk,kl->il", new[] { 2, 3 }, new[] { 3, 4 }, new[] { 4, 2 })]
    [InlineData("i,ij,j->", new[] { 2 }, new[] { 2, 3 }, new[] { 3 })]
    [InlineData("ai,bi,ci->abc", new[] { 2, 3 }, new[] { 3, 3 }, new[] { 2, 3 })]
    [InlineData("ab,cd,ac,bd->", new[] { 2, 3 }, new[] { 2, 2 }, new[] { 2, 2 }, new[] { 3, 2 })]
    [InlineData(" i j , j k -> i k ", new[] { 2, 3 }, new[] { 3, 4 })]
    public void AgreesWithLoops(string subscripts, params int[][] shapes)
    {
        var operands = Array.ConvertAll(shapes, shape => Mixed(shape));
        var expected = Loops(subscripts.Replace(" ", ""), operands);
        for (int i = 0; i < operands.Length; i++)
        {
            int place = i;
            Tensor F(Tensor x)
            {
                Tensor[] all = [.. operands];
                all[place] = x;
                return Einsum(subscripts, all);
            }

            Value(expected, F, operands[i]);
            Consistent(F, operands[i]);
        }
    }

    [Fact]
    public void EllipsesBroadcast()
    {
        var (a, b) = (Mixed(4, 1, 2, 3), Mixed(5, 3, 2));
        Value(MatMul(a, b), x => Einsum("...ij,...jk->...ik", x, b), a);
        Value(MatMul(a, b), x => Einsum("...ij,...jk", a, x), b);
        Value(Sum(a, 3).Transpose(2, 0, 1), x => Einsum("...ij->i...", x), a);
        Value(Transpose(Count(2, 3)), x => Einsum("ba", x), Count(2, 3));
        Value(Trace(Count(2, 2)), x => Einsum("ii", x), Count(2, 2));
        Value(Count(2) * 3, x => Einsum("...,...->...", x, 3.0), Count(2));
        Consistent(x => Einsum("...ij,...jk->...ik", x, b), a);
    }

    [Fact]
    public void IntegersAndTruthValues()
    {
        Assert.Equal(DType.Int64, Einsum("i,i->", Tensor.From([1L, 2]), Tensor.From([3, 4])).DType);
        Assert.Equal(1, (long)Einsum("i,i->", Tensor.From([true, false]), Tensor.From([true, true])));
    }

    [Fact]
    public void Messages()
    {
        var a = Count(2, 3);
        Message<ShapeMismatchException>("Einsum: in \"ij,jk->ik\" there are 2 terms for 1 operand.", () => Einsum("ij,jk->ik", a));
        Message<ShapeMismatchException>("Einsum: in \"ijk->i\" the term 'ijk' has 3 labels, but operand 0 has the shape [2, 3].", () => Einsum("ijk->i", a));
        Message<ShapeMismatchException>("Einsum: in \"ijk...\" the term 'ijk...' has 3 labels beside the ellipsis, but operand 0 has the shape [2, 3].", () => Einsum("ijk...", a));
        Message<ShapeMismatchException>("Einsum: in \"ij,ij->\" the label 'i' stands for 2 elements and for 3, in axis 0 of operand 1, [3, 2].", () => Einsum("ij,ij->", a, a.T));
        Message<ShapeMismatchException>("Einsum: in \"ij->k\" the label 'k' of the result occurs in no operand.", () => Einsum("ij->k", a));
        Message<ShapeMismatchException>("Einsum: in \"ij->ii\" the label 'i' occurs twice in the result; use Diag to build a diagonal.", () => Einsum("ij->ii", a));
        Message<ShapeMismatchException>("Einsum: in \"i1->i\" '1' in the term 'i1' is no label; expected letters and at most one ellipsis '...'.", () => Einsum("i1->i", a));
        Message<ShapeMismatchException>("Einsum: in \"ij->i...\" the result has an ellipsis, but no operand has one.", () => Einsum("ij->i...", a));
        Message<ShapeMismatchException>("Einsum: in \"...i,...i->\" the axes of the ellipses do not broadcast: one has 2 elements and axis 0 of operand 1, [4, 3], has 4.", () => Einsum("...i,...i->", a, Count(4, 3)));
    }

    /// <summary>For every value of all labels: the product of the operands' elements, added to the result's.</summary>
    private static Tensor Loops(string subscripts, Tensor[] operands)
    {
        string[] sides = subscripts.Split("->"), terms = sides[0].Split(',');
        var lengths = new SortedDictionary<char, int>();
        for (int i = 0; i < terms.Length; i++)
            for (int axis = 0; axis < terms[i].Length; axis++)
                lengths[terms[i][axis]] = operands[i].Shape.ToArray()[axis];
        int[] shape = [.. sides[1].Select(c => lengths[c])];
        var result = new double[shape.Aggregate(1, (a, b) => a * b)];
        var values = Array.ConvertAll(operands, t => t.ToArray<double>());
        int total = lengths.Values.Aggregate(1, (a, b) => a * b);
        for (int n = 0; n < total; n++)
        {
            var at = new Dictionary<char, int>();
            int rest = n;
            foreach (var (label, length) in lengths)
            {
                at[label] = rest % length;
                rest /= length;
            }

            int Offset(string term) => term.Aggregate(0, (offset, label) => (offset * lengths[label]) + at[label]);
            double product = 1;
            for (int i = 0; i < terms.Length; i++)
                product *= values[i][Offset(terms[i])];
            result[Offset(sides[1])] += product;
        }

        return Tensor.From(result).Reshape(shape);
    }
}
