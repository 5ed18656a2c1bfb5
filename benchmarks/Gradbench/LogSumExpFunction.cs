using static Covector.Functions;

namespace Covector.Gradbench;

/// <summary>log Σ eˣ of a vector, built from its parts.</summary>
internal static class LogSumExpFunction
{
    /// <summary>max x + log Σ exp(x − max x). The maximum only shifts, so that its derivative is not needed.</summary>
    public static Tensor Objective(Tensor x)
    {
        var shift = Transforms.StopGradient(Max(x));
        return shift + Log(Sum(Exp(x - shift)));
    }
}
