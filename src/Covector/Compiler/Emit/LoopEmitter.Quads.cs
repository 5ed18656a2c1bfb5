using System.Reflection.Emit;

namespace Covector.Compiler;

/// <summary>Groups of neighbouring elements, loaded and stored as vectors and transposed.</summary>
internal sealed partial class LoopEmitter
{
    private const int LanesOfQuad = 4;

    /// <summary>Loads all members of a group when the first of them is due.</summary>
    private void EmitLoadQuad(int[] quad, int count)
    {
        var first = kernel.Loads[quad[0]];
        if (values[valueOfLoad[quad[0]]] is not null || values[valueOfLoad[quad[1]]] is not null || values[valueOfLoad[quad[2]]] is not null)
            return;
        int vectors = kernel.Lanes / LanesOfQuad;
        var results = Array.ConvertAll(quad, _ => new LocalBuilder[count * vectors]);
        for (int i = 0; i < count * vectors; i++)
        {
            var rows = EmitRows(row =>
            {
                EmitAddress(first, points[i / vectors], i % vectors * LanesOfQuad + row);
                il.Emit(OpCodes.Call, VectorMethods.Load(DType.Float64));
            });
            EmitTransposition(rows, (member, emit) =>
            {
                if (quad[member] < 0)
                    return;
                emit();
                results[member][i] = locals.Take(DType.Float64);
                il.Emit(OpCodes.Stloc, results[member][i]);
            });
        }

        for (int member = 0; member < quad.Length; member++)
            if (quad[member] >= 0)
                values[valueOfLoad[quad[member]]] = results[member];
    }

    private void EmitStoreQuad(int[] quad, int count)
    {
        var first = kernel.Stores[quad[0]];
        int vectors = kernel.Lanes / LanesOfQuad;
        for (int i = 0; i < count * vectors; i++)
        {
            // An empty place repeats a value; the masked store leaves it out.
            var columns = EmitRows(member =>
                EmitVector(kernel.Program.Results[quad[member] < 0 ? quad[0] : quad[member]], i / vectors, i % vectors));
            EmitTransposition(columns, (row, emit) =>
            {
                if (quad[3] < 0)
                {
                    EmitAddress(first, points[i / vectors], i % vectors * LanesOfQuad + row);
                    emit();
                    il.Emit(OpCodes.Call, VectorMethods.StoreThree);
                    return;
                }

                emit();
                EmitAddress(first, points[i / vectors], i % vectors * LanesOfQuad + row);
                il.Emit(OpCodes.Call, VectorMethods.Store(DType.Float64));
            });
        }
    }

    private LocalBuilder[] EmitRows(Action<int> emit)
    {
        var rows = new LocalBuilder[LanesOfQuad];
        for (int row = 0; row < rows.Length; row++)
        {
            emit(row);
            rows[row] = locals.Take(DType.Float64);
            il.Emit(OpCodes.Stloc, rows[row]);
        }

        return rows;
    }

    /// <summary>From four vectors to the four vectors of their first, second, third and fourth elements.</summary>
    private void EmitTransposition(LocalBuilder[] rows, Action<int, Action> use)
    {
        var halves = new LocalBuilder[LanesOfQuad];
        for (int i = 0; i < halves.Length; i++)
        {
            il.Emit(OpCodes.Ldloc, rows[i / 2 * 2]);
            il.Emit(OpCodes.Ldloc, rows[i / 2 * 2 + 1]);
            il.Emit(OpCodes.Call, VectorMethods.Unpack(i % 2 == 1));
            halves[i] = locals.Take(DType.Float64);
            il.Emit(OpCodes.Stloc, halves[i]);
        }

        for (int i = 0; i < LanesOfQuad; i++)
        {
            int half = i % 2, upper = i / 2;
            use(i, () =>
            {
                il.Emit(OpCodes.Ldloc, halves[half]);
                il.Emit(OpCodes.Ldloc, halves[half + 2]);
                il.Emit(OpCodes.Ldc_I4, upper == 0 ? 0x20 : 0x31);
                il.Emit(OpCodes.Call, VectorMethods.Halves);
            });
        }

        foreach (var local in rows.Concat(halves))
            locals.Give(DType.Float64, local);
    }
}
