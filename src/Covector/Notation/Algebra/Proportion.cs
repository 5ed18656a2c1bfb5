namespace Covector.Notation;

/// <summary>Are values multiples of others, in every instance by the same simple fraction?</summary>
internal static class Proportion
{
    // Loose enough for rounding, too strict for constants that no fraction is: fractions p/q with p·q up to the limit lie far enough apart.
    private const double Tolerance = 1e-11;
    private const long LargestFraction = 10_000_000;

    /// <summary>Are they the same? Zeros are not: they are the same as anything that happens to vanish.</summary>
    public static bool IsOne(double[][] a, double[][] b)
    {
        for (int instance = 0; instance < a.Length; instance++)
        {
            double[] left = a[instance], right = b[instance];
            double largest = Largest(left);
            if (left.Length != right.Length || largest == 0)
                return false;
            double bound = Tolerance * Math.Abs(largest);
            for (int i = 0; i < left.Length; i++)
            {
                if (!(Math.Abs(right[i] - left[i]) <= bound))
                    return false;
            }
        }

        return true;
    }

    /// <summary>The entry with the largest absolute value; 0 if there is none.</summary>
    private static double Largest(double[] values)
    {
        double largest = 0;
        foreach (double value in values)
        {
            if (Math.Abs(value) > Math.Abs(largest))
                largest = value;
        }

        return largest;
    }

    /// <summary>The fraction r with b = r a; null where there is none. Zero is a multiple of anything but has none.</summary>
    public static Rational? Of(double[][] a, double[][] b)
    {
        Rational? ratio = null;
        for (int instance = 0; instance < a.Length; instance++)
        {
            double[] left = a[instance], right = b[instance];
            if (left.Length != right.Length)
                return null;
            int largest = 0;
            for (int i = 1; i < left.Length; i++)
            {
                if (Math.Abs(left[i]) > Math.Abs(left[largest]))
                    largest = i;
            }

            if (left.Length == 0 || left[largest] == 0)
                return null;
            ratio ??= Rational.From(right[largest] / left[largest], Tolerance);
            if (ratio is not { IsZero: false } fraction || Rational.Abs(fraction).Numerator * fraction.Denominator > LargestFraction)
                return null;
            double scale = (double)fraction, bound = Tolerance * Math.Abs(scale * left[largest]);
            for (int i = 0; i < left.Length; i++)
            {
                if (!(Math.Abs(right[i] - scale * left[i]) <= bound))
                    return null;
            }
        }

        return ratio;
    }
}
