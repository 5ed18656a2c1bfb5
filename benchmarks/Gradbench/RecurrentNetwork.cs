using static Covector.Functions;
using static Covector.Transforms;

namespace Covector.Gradbench;

/// <summary>A long short-term memory with diagonal weights that predicts the next character of a text.</summary>
internal static class RecurrentNetwork
{
    /// <summary>
    /// The mean of −x·(y − log(2 + Σ exp y)) over the characters x after the first and their b bits, where y is predicted from those
    /// before. (The 2 belongs to the function as it is published.)
    /// </summary>
    /// <param name="p">
    /// Weights and biases [2L, 4b] of L layers by turns, and the scale of the input, the scale and the shift of the output [3, b].
    /// </param>
    /// <param name="state">Hidden and cell state [2L, b] of the layers by turns.</param>
    /// <param name="sequence">The characters [c, b].</param>
    public static Tensor Objective((Tensor Main, Tensor Extra) p, Tensor state, Tensor sequence)
    {
        int layers = state.Shape[0] / 2, b = state.Shape[1];
        var (weights, start) = (p.Main.Reshape(layers, 2, 4, b), state.Reshape(layers, 2, b));
        var cells = new (Tensor H, Tensor S)[layers];
        for (int j = 0; j < layers; j++)
            cells[j] = (start[j, 0], start[j, 1]);

        var (_, hidden) = Scan(Advance, cells, sequence[..^1] * p.Extra[0]);
        var y = hidden * p.Extra[1] + p.Extra[2];
        var z = Log(2 + Sum(Exp(y), [1], keepDims: true));
        return -Mean(sequence[1..] * (y - z));

        ((Tensor H, Tensor S)[] Cells, Tensor Hidden) Advance((Tensor H, Tensor S)[] cells, Tensor x)
        {
            var next = new (Tensor H, Tensor S)[layers];
            for (int j = 0; j < layers; j++)
            {
                next[j] = Cell(weights[j, 0], weights[j, 1], cells[j], x);
                x = next[j].H;
            }

            return (next, x);
        }
    }

    /// <summary>One layer: weights w and biases v of its forget, in, out and change gates.</summary>
    private static (Tensor H, Tensor S) Cell(Tensor w, Tensor v, (Tensor H, Tensor S) cell, Tensor x)
    {
        var forget = Sigmoid(x * w[0] + v[0]);
        var into = Sigmoid(cell.H * w[1] + v[1]);
        var outOf = Sigmoid(x * w[2] + v[2]);
        var change = Tanh(cell.H * w[3] + v[3]);
        var s = cell.S * forget + into * change;
        return (outOf * Tanh(s), s);
    }
}
