namespace Covector.Notation;

/// <summary>Are values multiples of others, in every instance by the same simple fraction?</summary>
internal static class Proportion
{
    private const double Tolerance = 1e-9;

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
            if (ratio is not { IsZero: false } fraction)
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
