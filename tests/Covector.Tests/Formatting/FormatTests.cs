using System.Globalization;
using static Covector.Functions;
using static Covector.Transforms;

namespace Covector.Tests.Formatting;

/// <summary>Formats and cultures, traced tensors, the debugger.</summary>
public sealed class FormatTests
{
    [Fact]
    public void FormatsApplyToEveryElement()
    {
        var x = Tensor.From([1.0, -20.5, 1 / 3.0]);
        Assert.Equal("[  1.000 -20.500   0.333]", x.ToString("F3"));
        Assert.Equal("[  1.000 -20.500   0.333]", $"{x:F3}");
        Assert.Equal("[                  1               -20.5 0.33333333333333331]", x.ToString("G17"));
        Assert.Equal("0.33", ((Tensor)(1 / 3.0)).ToString("F2"));
        Assert.Equal("[007 010]", Tensor.From([7, 10]).ToString("D3"));
        Assert.Equal("[ True False]", Tensor.From([true, false]).ToString("F2"));
        Assert.Throws<FormatException>(() => x.ToString("D3"));
    }

    [Fact]
    public void TheCultureMattersOnlyWhereItIsNamed()
    {
        var comma = new NumberFormatInfo { NumberDecimalSeparator = "," };
        var x = Tensor.From([1.5, 2]);
        Assert.Equal("[1,50 2,00]", x.ToString("F2", comma));
        Assert.Equal("[1.5 2. ]", x.ToString(null, comma));
        Assert.Equal("[1.5 2. ]", string.Format(comma, "{0}", x));
        Assert.Equal("[1.5 2. ]", x.ToString("G"));
    }

    [Fact]
    public void TheDerivativeOfTanhPrintsAllItsDigits() => Assert.Equal("0.07065082485316443", Grad(Tanh)(2.0).ToString());

    [Fact]
    public void TracedTensorsSayWhereTheyComeFrom()
    {
        Tensor? argument = null;
        string? product = null;
        Grad(Loss)(Tensor.From([1.0, 2, 3]));
        Assert.Equal("Tensor(f64[3], an argument of Grad of Loss in TracedTensorsSayWhereTheyComeFrom)", argument!.ToString());
        Assert.Equal("Tensor(f64[3], an argument of Grad of Loss in TracedTensorsSayWhereTheyComeFrom)", argument.DebuggerText);
        Assert.Equal("Tensor(f64[3], a result of 'mul' of Grad of Loss in TracedTensorsSayWhereTheyComeFrom)", product);

        Tensor Loss(Tensor x)
        {
            argument = x;
            product = $"{x * x:F3}";
            return (x * x).Sum();
        }
    }

    [Fact]
    public void PrintingInsideOfATraceLeavesItsValuesAlone()
    {
        var constant = PrintingTests.Count(2, 3).T;
        string? text = null;
        Assert.Equal("6.0", Grad(x =>
        {
            text = constant.ToString();
            return x * x;
        })(3.0).ToString());
        Assert.Equal("[[0 3]\n [1 4]\n [2 5]]", text);
    }

    [Fact]
    public void TheDebuggerShowsTypeAndElementsOnOneLine()
    {
        Assert.Equal("f64[2, 2] [[1. 2.] [3. 4.]]", Tensor.From([1.0, 2, 3, 4], 2, 2).DebuggerText);
        Assert.Equal("i32[] 7", ((Tensor)7).DebuggerText);
        Assert.Equal("i32[0] []", Tensor.Zeros([0], DType.Int32).DebuggerText);
        Assert.Equal("i32[1000] [0 1 2 ... 997 998 999]", PrintingTests.Count(1000).DebuggerText);
    }

    [Fact]
    public void TheDebuggerListsTheRowsOfAMatrix()
    {
        var view = new TensorDebugView(PrintingTests.Count(1003, 2));
        var rows = Assert.IsType<Tensor[]>(view.Elements);
        Assert.Equal(1000, rows.Length);
        Assert.Equal("i32[2] [4 5]", rows[2].DebuggerText);
        Assert.Equal(3, view.Omitted);
        Assert.Equal(new[] { 0, 1 }, new TensorDebugView(PrintingTests.Count(2)).Elements);
    }
}
