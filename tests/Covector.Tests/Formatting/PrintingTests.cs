namespace Covector.Tests.Formatting;

/// <summary>Whole texts, as NumPy prints the same arrays.</summary>
public sealed class PrintingTests
{
    public static TheoryData<double[], string> Vectors => new()
    {
        { [1, 2.5, 3], "[1.  2.5 3. ]" },
        { [1 / 3.0, 2 / 3.0, 1], "[0.33333333 0.66666667 1.        ]" },
        { [1e10, 1.5], "[1.0e+10 1.5e+00]" },
        { [1e-5, 1], "[1.e-05 1.e+00]" },
        { [1e100, -1], "[ 1.e+100 -1.e+000]" },
        { [double.NaN, double.PositiveInfinity, double.NegativeInfinity, 1.5], "[ nan  inf -inf  1.5]" },
        { [double.NaN, double.NegativeInfinity], "[ nan -inf]" },
        { [1e-10, double.NaN], "[1.e-10    nan]" },
        { [-0.0, 0.0], "[-0.  0.]" },
        { [1000, 1], "[1000.    1.]" },
        { [1001, 1], "[1.001e+03 1.000e+00]" },
        { [123456789, 1], "[1.23456789e+08 1.00000000e+00]" },
        { [99999999.5, 1e5], "[99999999.5   100000. ]" },
        { [0.999999999, 0.5], "[1.  0.5]" },
        { [9.9999999999e9], "[1.e+10]" },
    };

    [Theory]
    [MemberData(nameof(Vectors))]
    public void Vector(double[] values, string expected) => Assert.Equal(expected, Tensor.From(values).ToString());

    [Fact]
    public void HalvesInTheNinthPlaceGoToTheEvenDigit()
    {
        // 2⁻⁹ and 3·2⁻⁹ end exactly after nine places.
        Assert.Equal("[0.00195312]", Tensor.From([0.001953125]).ToString());
        Assert.Equal("[0.00585938]", Tensor.From([0.005859375]).ToString());
        // The double next to 0.123456785 is 0.12345678499999999826…: below the half.
        Assert.Equal("[0.12345678]", Tensor.From([0.123456785]).ToString());
    }

    [Theory]
    [InlineData(1.0, "1.0")]
    [InlineData(0.07065082485316443, "0.07065082485316443")]
    [InlineData(1e16, "1e+16")]
    [InlineData(1e15, "1000000000000000.0")]
    [InlineData(1e-5, "1e-05")]
    [InlineData(1.5e-5, "1.5e-05")]
    [InlineData(0.0001, "0.0001")]
    [InlineData(123456789.123, "123456789.123")]
    [InlineData(-0.0, "-0.0")]
    [InlineData(5e-324, "5e-324")]
    [InlineData(double.MaxValue, "1.7976931348623157e+308")]
    [InlineData(double.NaN, "nan")]
    [InlineData(double.NegativeInfinity, "-inf")]
    public void Scalar(double value, string expected) => Assert.Equal(expected, ((Tensor)value).ToString());

    [Fact]
    public void SinglePrecisionShowsItsOwnDigits()
    {
        Assert.Equal("0.1", ((Tensor)0.1f).ToString());
        Assert.Equal("16777216.0", ((Tensor)16777216f).ToString());
        Assert.Equal("[0.1  0.25]", Tensor.From([0.1f, 0.25f]).ToString());
        Assert.Equal("[ 0.12345679 12.5       ]", Tensor.From([0.1234567891f, 12.5f]).ToString());
        // Where others need more digits, those of the exact value follow: the single next to 10⁻⁵ is 9.99999974737875163…·10⁻⁶.
        Assert.Equal("[9.9999997e-06 1.2345678e+00]", Tensor.From([1e-5f, 1.2345678f]).ToString());
        Assert.Equal("[3.3979969e-08 2.2269073e-06]", Tensor.From([3.397997e-08f, 2.2269073e-06f]).ToString());
    }

    [Fact]
    public void IntegersAndTruthValues()
    {
        Assert.Equal("[[  1 -20]\n [300   4]]", Tensor.From([1, -20, 300, 4], 2, 2).ToString());
        Assert.Equal("[-9223372036854775808                    7]", Tensor.From([long.MinValue, 7L]).ToString());
        Assert.Equal("[ True False]", Tensor.From([true, false]).ToString());
        Assert.Equal("True", ((Tensor)true).ToString());
        Assert.Equal("7", ((Tensor)7).ToString());
    }

    [Fact]
    public void MatricesAreSeparatedByBlankLines()
    {
        Assert.Equal("[[[0 1]\n  [2 3]]\n\n [[4 5]\n  [6 7]]]", Count(2, 2, 2).ToString());
        Assert.Equal(
            "[[[[ 0  1  2  3]\n   [ 4  5  6  7]\n   [ 8  9 10 11]]\n\n  [[12 13 14 15]\n   [16 17 18 19]\n   [20 21 22 23]]]]",
            Count(1, 2, 3, 4).ToString());
    }

    [Fact]
    public void LongRowsAreWrapped() => Assert.Equal(
        """
        [ 0.  1.  2.  3.  4.  5.  6.  7.  8.  9. 10. 11. 12. 13. 14. 15. 16. 17.
         18. 19. 20. 21. 22. 23. 24. 25. 26. 27. 28. 29.]
        """,
        Tensor.From([.. Enumerable.Range(0, 30).Select(i => (double)i)]).ToString());

    [Fact]
    public void MoreThanAThousandElementsAreSummarized()
    {
        Assert.Equal("[   0    1    2 ...  998  999 1000]", Count(1001).ToString());
        Assert.EndsWith(" 999]", Count(1000).ToString(), StringComparison.Ordinal);
        Assert.Equal(
            """
            [[0.000e+00 1.000e+00 2.000e+00 ... 9.970e+02 9.980e+02 9.990e+02]
             [1.000e+03 1.001e+03 1.002e+03 ... 1.997e+03 1.998e+03 1.999e+03]]
            """,
            Tensor.From([.. Enumerable.Range(0, 2000).Select(i => (double)i)], 2, 1000).ToString());
        Assert.Equal(
            "[[False False]\n [False False]\n [False False]\n ...\n [False False]\n [False False]\n [False False]]",
            Tensor.Zeros([1001, 2], DType.Bool).ToString());
        Assert.Equal(
            "[[[   0]\n  [   1]]\n\n [[   2]\n  [   3]]\n\n [[   4]\n  [   5]]\n\n ...\n\n [[1994]\n  [1995]]\n\n [[1996]\n  [1997]]\n\n [[1998]\n  [1999]]]",
            Count(1000, 2, 1).ToString());
    }

    [Fact]
    public void ViewsPrintTheirElements()
    {
        Assert.Equal("[[0 3]\n [1 4]\n [2 5]]", Count(2, 3).T.ToString());
        Assert.Equal("[7. 7.]", Tensor.Full([2], 7).ToString());
    }

    [Fact]
    public void EmptyTensorsShowTheirType()
    {
        Assert.Equal("[] f64[0, 3]", Tensor.Zeros([0, 3]).ToString());
        Assert.Equal("[] i32[0]", Tensor.Zeros([0], DType.Int32).ToString());
    }

    /// <summary>0, 1, 2, … in row-major order.</summary>
    internal static Tensor Count(params ReadOnlySpan<int> shape) =>
        Tensor.From([.. Enumerable.Range(0, (int)new Shape(shape).Size)], shape);
}
